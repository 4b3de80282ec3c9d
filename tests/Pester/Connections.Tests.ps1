#Requires -Module @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
# Connections in a real session: jobs, thread jobs, modules, transcripts.

BeforeAll {
    Import-Module "$PSScriptRoot/../../out/NovaPS"
    $module = Join-Path (Get-Module NovaPS).ModuleBase NovaPS.psd1
}

Describe 'Connection' {
    BeforeEach {
        $sim = Start-NovaSimulator 'web1', 'web2' -StartDelay 0
        $connection = Connect-NovaProject -Simulator $sim
    }

    AfterEach {
        Stop-NovaSimulator $sim
    }

    It 'has its properties and no secret' {
        $properties = $connection.PSObject.Properties.Name
        'Name', 'UserName', 'ProjectName', 'ProjectId', 'Region', 'Endpoint', 'Microversion', 'TokenExpires', 'IsOpen', 'IsDefault' | ForEach-Object { $properties | Should -Contain $_ }
        ($connection | Format-List * -Force | Out-String) + ($connection | ConvertTo-Json -Depth 5) | Should -Not -Match 'gAAAA|password'
        Get-NovaConnection | Out-String -Width 120 | Should -Match 'simulator +True +demo +demo +RegionOne +2\.93 +True'
    }

    It 'is the default in a script module, but not in another session' {
        $script = New-Module -Name Fleet { function Get-Fleet { Get-NovaServer } }
        (& $script { Get-Fleet }).Count | Should -Be 2
        $other = [powershell]::Create().AddScript("Import-Module '$module'; try { Get-NovaServer } catch { `$_.FullyQualifiedErrorId }")
        $other.Invoke() | Should -BeLike 'NovaNotConnected,*'
        $other.Dispose()
    }

    It 'can be used in a thread job, with its objects or with $using' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $job = Get-NovaServer web1 | ForEach-Object -AsJob -Parallel { Import-Module $using:module; $_ | Start-NovaServer | Wait-NovaServer; Get-NovaServer web2 -Connection $using:connection }
        ($job | Receive-Job -Wait -AutoRemoveJob).Name | Should -Be 'web1', 'web2'
    }

    It 'stands for the open connection when a job returns it' {
        $server = Get-NovaServer web1
        $back = Start-Job { Import-Module $using:module; $using:server } | Receive-Job -Wait -AutoRemoveJob
        $back | Should -BeOfType NovaPS.NovaServer
        $back.Connection.IsOpen | Should -BeFalse
        ($back | Start-NovaServer | Wait-NovaServer).Status | Should -Be 'ACTIVE'
        Disconnect-NovaProject
        { $back | Start-NovaServer -ErrorAction Stop } | Should -Throw -ErrorId 'NovaNotConnected,*'
    }
}

Describe 'Transcript' {
    It 'has no secrets' {
        $sim = Start-NovaSimulator 'web1' -StartDelay 0
        $credential = [pscredential]::new('demo', (ConvertTo-SecureString $sim.GetPassword() -AsPlainText -Force))
        $wrong = [pscredential]::new('demo', (ConvertTo-SecureString 'C4n4ry-wrong' -AsPlainText -Force))
        Start-Transcript "$TestDrive/transcript.txt" | Out-Null
        try {
            $VerbosePreference = $DebugPreference = 'Continue'
            Connect-NovaProject -AuthUrl $sim.AuthUrl -Credential $credential -ProjectName demo | Out-Host
            try { Connect-NovaProject -AuthUrl $sim.AuthUrl -Credential $wrong -ProjectName demo -NotDefault } catch { $_ | Out-Host; $details = $_ | Format-List * -Force | Out-String }
            $sim.ExpireAllTokens()
            Start-NovaServer web1 | Wait-NovaServer | Out-Host
            Disconnect-NovaProject
        } finally {
            $VerbosePreference = $DebugPreference = 'SilentlyContinue'
            Stop-Transcript | Out-Null
        }
        $text = Get-Content "$TestDrive/transcript.txt" -Raw
        $text | Should -Match 'POST /v3/auth/tokens -> 201'
        $text | Should -Match 'Renewing the token'
        # The public properties of a request hide its token; this internal one has it.
        $wire = [NovaPS.Simulator.NovaSimulatorRequest].GetProperty('WireHeaders', [Reflection.BindingFlags]'Instance, NonPublic')
        $tokens = $sim.GetRequests() | ForEach-Object { $wire.GetValue($_)['X-Auth-Token'] } | Where-Object { $_ } | Sort-Object -Unique
        foreach ($secret in @($tokens) + $sim.GetPassword() + 'C4n4ry') {
            ($text + $details).Contains($secret) | Should -BeFalse
        }
        @($tokens).Count | Should -BeGreaterThan 1
        Stop-NovaSimulator $sim
    }
}
