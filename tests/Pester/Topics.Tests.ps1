#Requires -Module @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
# The Pester tests in about_NovaPS_Testing, run as test files in a new process. TopicTests.cs runs all other code of the topics.
# Code and text are distinguished by the pages in docs/.

BeforeDiscovery {
    $sections = @{}
    $texts = [IO.File]::ReadAllText("$PSScriptRoot/../../docs/about_NovaPS_Testing.md").Replace("`r", '') -split '(?m)^## '
    for ($i = 0; $i -lt $texts.Count; $i++) {
        $name = 'about_NovaPS_Testing' + $(if ($i) { ' ' + $texts[$i].Split("`n")[0] })
        $sections[$name] = @([regex]::Matches($texts[$i], '(?ms)^```powershell\n(.*?)\n```$') | ForEach-Object { $_.Groups[1].Value })
    }
}

BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
}

Describe 'about_NovaPS_Testing' -ForEach @{ Sections = $sections } {
    BeforeAll {
        $intro = $Sections['about_NovaPS_Testing']
        $fleet = $Sections['about_NovaPS_Testing A test with the simulator']
        $mocks = $Sections['about_NovaPS_Testing Mocks']
        # Makes a test file of lines of the topic.
        function ConvertTo-Test([string] $Lines) {
            "BeforeAll { Import-Module NovaPS; . `"`$PSScriptRoot/Start-Fleet.ps1`" }`nDescribe lines { It run {`n$Lines`n} }"
        }

        $files = @{
            Simulator  = $fleet[1]
            Errors     = ConvertTo-Test "
                `$sim = Start-NovaSimulator web1, web2 -StartDelay 0
                Connect-NovaProject -Simulator `$sim
                `$sim.Lock('web1')
                $($fleet[2])"
            Mocks      = $mocks[0]
            Pipeline   = ConvertTo-Test "$($mocks[1])
                `$up = New-Object NovaPS.NovaServer '3e313d60-24d4-4d26-80fd-462034feccee', 'web1' | Start-NovaServer | Wait-NovaServer
                `$up.GetType().Name, `$up.Status | Should -Be NovaServer, ACTIVE
                Should -Invoke Wait-NovaServer -Exactly 1 -ParameterFilter { `$Server -eq 'web1' }"
            Connection = ConvertTo-Test "$($mocks[2])
                `$c = Connect-NovaProject -Cloud prod
                Disconnect-NovaProject `$c
                Should -Invoke Disconnect-NovaProject -Exactly 1 -ParameterFilter { `$Connection.Name -eq 'prod' }"
            Error      = ConvertTo-Test "$($mocks[3])
                `$caught = try { Start-NovaServer web1 -ErrorAction Stop } catch [NovaPS.NovaException] { `$_ }
                `$caught.FullyQualifiedErrorId | Should -BeLike 'NovaServerLocked,*'
                `$caught.Exception.ErrorId | Should -Be 'NovaServerLocked'"
        }
        $null = New-Item "$TestDrive/files", "$TestDrive/copy" -ItemType Directory
        Set-Content "$TestDrive/files/Start-Fleet.ps1" $fleet[0]
        foreach ($name in $files.Keys) { Set-Content "$TestDrive/files/$name.Tests.ps1" $files[$name] }

        # One process for all files, with the version of Pester that runs this file.
        $pester = Join-Path (Get-Module Pester).ModuleBase Pester.psd1
        $output = (& "$PSScriptRoot/Invoke-PowerShell.ps1" -Command "
            `$env:PSModulePath += [IO.Path]::PathSeparator + '$root/out'
            Import-Module '$pester'
            Set-Location '$TestDrive/copy'
            $($intro[0])
            'end of the copy'
            `$run = Invoke-Pester '$TestDrive/files' -PassThru -Output Detailed
            foreach (`$file in `$run.Containers) { `"`$(`$file.Item.Name): `$(`$file.PassedCount) of `$(`$file.TotalCount)`" }").Output
    }

    It 'has the expected number of code blocks in these sections' {
        $intro.Count, $fleet.Count, $mocks.Count | Should -Be 1, 3, 4
    }

    It 'has a test file to copy that passes' {
        ($output -split 'end of the copy')[0] | Should -Match 'Tests Passed: 5, .*Failed: 0'
    }

    It 'has code that passes as a test file: <_>' -ForEach 'Simulator.Tests.ps1: 3 of 3', 'Errors.Tests.ps1: 1 of 1', 'Mocks.Tests.ps1: 1 of 1', 'Pipeline.Tests.ps1: 1 of 1', 'Connection.Tests.ps1: 1 of 1', 'Error.Tests.ps1: 1 of 1' {
        $output | Should -BeLike "*$_*"
    }
}

Describe 'Faults in about_NovaPS_Testing' {
    BeforeAll {
        Import-Module "$root/out/NovaPS"
        $sim = Start-NovaSimulator web1 -StartDelay 0
        Connect-NovaProject -Simulator $sim | Out-Null
    }

    AfterAll {
        Disconnect-NovaProject
        Stop-NovaSimulator $sim
    }

    It 'make a start fail with <StatusCode> and -Count <Count>' -ForEach @(
        @{ StatusCode = 403; Count = 1; ErrorId = 'NovaForbidden' }
        @{ StatusCode = 404; Count = 1; ErrorId = 'NovaServerNotFound' }
        @{ StatusCode = 409; Count = 1; ErrorId = 'NovaServerInvalidState' }
        @{ StatusCode = 429; Count = 3; ErrorId = 'NovaRateLimited' }
        @{ StatusCode = 500; Count = -1; ErrorId = 'NovaServiceError' }
    ) {
        $fault = $sim | Add-NovaSimulatorFault -Action Start -StatusCode $StatusCode -Count $Count -RetryAfter 0
        { Start-NovaServer web1 -ErrorAction Stop } | Should -Throw -ErrorId "$ErrorId,NovaPS.Commands.StartNovaServerCommand"
        $fault.Hits | Should -BeGreaterThan 0
        if ($Count -gt 0) { $fault.Hits | Should -Be $Count }
        Clear-NovaSimulatorFault $sim
    }
}
