#Requires -Module @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
# The code in the about topics, in a real PowerShell. tests/Examples/Topics.ps1 says what each section does; what is itself
# made of Pester tests (about_NovaPS_Testing) is run as test files, in a process of its own. docs/ tells code from text.

BeforeDiscovery {
    $sections = [ordered]@{}
    foreach ($file in Get-ChildItem "$PSScriptRoot/../../docs/about_*.md") {
        $texts = [IO.File]::ReadAllText($file.FullName).Replace("`r", '') -split '(?m)^## '
        for ($i = 0; $i -lt $texts.Count; $i++) {
            $blocks = [regex]::Matches($texts[$i], '(?ms)^```powershell\n(.*?)\n```$') | ForEach-Object { $_.Groups[1].Value }
            $name = $file.BaseName + $(if ($i) { ' ' + $texts[$i].Split("`n")[0] })
            if ($blocks) { $sections[$name] = @($blocks) }
        }
    }
    $ofTests = 'about_NovaPS_Testing', 'about_NovaPS_Testing A test with the simulator', 'about_NovaPS_Testing Mocks'
    $cases = foreach ($name in $sections.Keys) { if ($name -notin $ofTests) { @{ Name = $name; Blocks = $sections[$name] } } }
}

BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
}

Describe 'a section with code' {
    BeforeEach {
        $variables = @{}
        Get-ChildItem Env:OS_* | ForEach-Object { $variables[$_.Name] = $_.Value }
        Get-ChildItem Env:OS_* | Remove-Item
        $modules = $env:PSModulePath
        $env:PSModulePath = "$root/out" + [IO.Path]::PathSeparator + $modules
        $session = [powershell]::Create()
    }

    AfterEach {
        $session.Commands.Clear()
        $null = $session.AddScript('Stop-Stage').Invoke()
        $session.Dispose()
        $env:PSModulePath = $modules
        Get-ChildItem Env:OS_* | Remove-Item
        foreach ($variable in $variables.Keys) { [Environment]::SetEnvironmentVariable($variable, $variables[$variable]) }
    }

    It 'does what is said of it: <Name>' -ForEach $cases {
        $folder = New-Item "$TestDrive/$([guid]::NewGuid())" -ItemType Directory
        $null = $session.AddScript('
            param($root, $folder, $name, $blocks)
            Import-Module NovaPS
            Import-Module Pester -MinimumVersion 5.0
            . "$root/tests/Examples/Stage.ps1" -Folder $folder
            . "$root/tests/Examples/Topics.ps1"
            Invoke-StageTopic $name $blocks').AddParameters(@{ root = $root; folder = $folder.FullName; name = $Name; blocks = $Blocks })
        $session.Invoke() | Should -BeNullOrEmpty
        $session.Streams.Error | Should -BeNullOrEmpty
    }
}

Describe 'about_NovaPS_Testing' -ForEach @{ Sections = $sections } {
    BeforeAll {
        $intro = $Sections['about_NovaPS_Testing']
        $fleet = $Sections['about_NovaPS_Testing A test with the simulator']
        $mocks = $Sections['about_NovaPS_Testing Mocks']
        Set-Content "$TestDrive/Start-Fleet.ps1" $fleet[0]

        # What the last line of a new process with our module says; $code works where the files are.
        function Invoke-InProcess([string] $Code) {
            $shell = (Get-Process -Id $PID).Path
            $run = "`$env:PSModulePath += [IO.Path]::PathSeparator + '$root/out'; Set-Location '$TestDrive'; Import-Module Pester -MinimumVersion 5.0; $Code"
            & $shell -NoProfile -NonInteractive -Command $run 2>&1 | Out-String
        }

        function Invoke-TestFile([string] $Text) {
            Set-Content "$TestDrive/Start-Fleet.Tests.ps1" $Text
            Invoke-InProcess "`$r = Invoke-Pester ./Start-Fleet.Tests.ps1 -PassThru -Output Detailed; `"passed `$(`$r.PassedCount) of `$(`$r.TotalCount)`""
        }

        # A test file around lines of the topic.
        function Invoke-Test([string] $Lines) {
            Invoke-TestFile "BeforeAll { Import-Module NovaPS; . `"`$PSScriptRoot/Start-Fleet.ps1`" }`nDescribe lines { It run {`n$Lines`n} }"
        }
    }

    It 'has no other code in these sections' {
        $intro.Count, $fleet.Count, $mocks.Count | Should -Be 1, 3, 4
    }

    It 'has a file to copy that passes' {
        Invoke-InProcess $intro[0] | Should -Match 'Tests Passed: 5, .*Failed: 0'
    }

    It 'has a test with the simulator that passes' {
        Invoke-TestFile $fleet[1] | Should -Match 'passed 3 of 3'
    }

    It 'finds the errors inside a function' {
        Invoke-Test "
            `$sim = Start-NovaSimulator web1, web2 -StartDelay 0
            Connect-NovaProject -Simulator `$sim
            `$sim.Lock('web1')
            $($fleet[2])" | Should -Match 'passed 1 of 1'
    }

    It 'has a test with mocks that passes' {
        Invoke-TestFile $mocks[0] | Should -Match 'passed 1 of 1'
    }

    It 'has mocks that write what the commands write' {
        Invoke-Test "$($mocks[1])
            `$up = New-Object NovaPS.NovaServer '3e313d60-24d4-4d26-80fd-462034feccee', 'web1' | Start-NovaServer | Wait-NovaServer
            `$up.GetType().Name, `$up.Status | Should -Be NovaServer, ACTIVE
            Should -Invoke Wait-NovaServer -Exactly 1 -ParameterFilter { `$Server -eq 'web1' }" | Should -Match 'passed 1 of 1'
    }

    It 'has a mock of a connection, which can be handed on' {
        Invoke-Test "$($mocks[2])
            `$c = Connect-NovaProject -Cloud prod
            Disconnect-NovaProject `$c
            Should -Invoke Disconnect-NovaProject -Exactly 1 -ParameterFilter { `$Connection.Name -eq 'prod' }" | Should -Match 'passed 1 of 1'
    }

    It 'has a mock of an error, with the id and the exception of the real one' {
        Invoke-Test "$($mocks[3])
            `$caught = try { Start-NovaServer web1 -ErrorAction Stop } catch [NovaPS.NovaException] { `$_ }
            `$caught.FullyQualifiedErrorId | Should -BeLike 'NovaServerLocked,*'
            `$caught.Exception.ErrorId | Should -Be 'NovaServerLocked'" | Should -Match 'passed 1 of 1'
    }
}

Describe 'what about_NovaPS_Testing says of faults' {
    BeforeAll {
        Import-Module "$root/out/NovaPS"
        $sim = Start-NovaSimulator web1 -StartDelay 0
        Connect-NovaProject -Simulator $sim | Out-Null
    }

    AfterAll {
        Disconnect-NovaProject
        Stop-NovaSimulator $sim
    }

    It 'lets a start fail that is answered <StatusCode> <Count> times' -ForEach @(
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
