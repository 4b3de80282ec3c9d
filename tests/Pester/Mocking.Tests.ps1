#Requires -Module @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
# What about_NovaPS_Testing says of mocks.

BeforeAll {
    Import-Module "$PSScriptRoot/../../out/NovaPS"

    function Start-Fleet {
        [CmdletBinding()]
        param([string] $Pattern)
        Get-NovaServer $Pattern -Status Shutoff | Start-NovaServer | Wait-NovaServer | ForEach-Object Name
    }

    function New-TestServer([string] $Name, [string] $Status = 'SHUTOFF') {
        New-Object NovaPS.NovaServer ([guid]::NewGuid().ToString()), $Name, $Status
    }
}

Describe 'mocks' {
    BeforeEach {
        Mock Get-NovaServer { New-TestServer web1; New-TestServer web2 }
        Mock Start-NovaServer { foreach ($one in $Server) { New-Object NovaPS.NovaServerAction 'start', $one.Id, 'req-1' } }
        Mock Wait-NovaServer { New-TestServer $Server.Name 'ACTIVE' }
    }

    It 'stand in for a whole pipeline, without any connection' {
        Mock Wait-NovaServer { New-Object NovaPS.NovaServer $Server.Id, 'web', 'ACTIVE' }
        Start-Fleet 'web*' | Should -Be 'web', 'web'
        Should -Invoke Get-NovaServer -Exactly 1 -ParameterFilter { $Server.Name -eq 'web*' -and $Status -eq 'Shutoff' }
        Should -Invoke Start-NovaServer -Exactly 2
    }

    It 'are filtered by <filter>, for a name' -ForEach @(
        @{ Filter = { $Server.Name -eq 'web1' } }
        @{ Filter = { "$Server" -eq 'web1' } }
        @{ Filter = { $Server -eq 'web1' } }
        @{ Filter = { $Server -contains 'web1' } }
    ) {
        Mock Start-NovaServer { 'the other' }
        Mock Start-NovaServer { 'this one' } -ParameterFilter $Filter
        Start-NovaServer web1 | Should -Be 'this one'
        Start-NovaServer web2 | Should -Be 'the other'
        Start-NovaServer WEB2 | Should -Be 'the other'
    }

    It 'are filtered by <filter>, for an object, also from the pipeline' -ForEach @(
        @{ Filter = { $Server.Name -eq 'web1' } }
        @{ Filter = { "$Server" -eq 'web1' } }
        @{ Filter = { $Server -eq 'web1' } }
        @{ Filter = { $Server -contains 'web1' } }
        @{ Filter = { $Server.Server.Status -eq 'SHUTOFF' -and $Server.Name -ne 'web2' } }
    ) {
        Mock Start-NovaServer { 'the other' }
        Mock Start-NovaServer { 'this one' } -ParameterFilter $Filter
        Start-NovaServer (New-TestServer web1) | Should -Be 'this one'
        New-TestServer web1 | Start-NovaServer | Should -Be 'this one'
        (New-TestServer web1), (New-TestServer web2) | Start-NovaServer | Should -Be 'this one', 'the other'
    }

    It 'are filtered by an id, and by one of several servers' {
        $web1 = New-TestServer web1
        Mock Stop-NovaServer { 'the other' }
        Mock Stop-NovaServer { 'this one' } -ParameterFilter { $Server.Id -contains $web1.Id }
        Stop-NovaServer $web1.Id | Should -Be 'this one'
        Stop-NovaServer $web1, web2 | Should -Be 'this one'
        Stop-NovaServer web2, web3 | Should -Be 'the other'
        $web1, $web1.Id | Stop-NovaServer | Should -Be 'this one', 'this one'
    }

    It 'are filtered by the same id, given in another way' {
        $web1 = New-TestServer web1
        Mock Stop-NovaServer { 'the other' }
        Mock Stop-NovaServer { 'this one' } -ParameterFilter { $Server -eq $web1 }
        Stop-NovaServer $web1.Id.ToUpper() | Should -Be 'this one'
        Stop-NovaServer web1 | Should -Be 'this one'
        Stop-NovaServer (New-TestServer web1) | Should -Be 'the other'
    }

    It 'write errors as the cloud would' {
        Mock Start-NovaServer { Write-Error -Message 'It is locked.' -ErrorId NovaServerLocked -TargetObject $Server.Input } -ParameterFilter { $Server -eq 'web1' }
        { Start-NovaServer web1 -ErrorAction Stop } | Should -Throw -ErrorId 'NovaServerLocked'
        Start-Fleet 'web*' -ErrorAction SilentlyContinue | Should -HaveCount 1
    }

    It 'reach the calls of a module by -ModuleName' {
        $null = New-Module Fleet { function Get-Fleet { (Get-NovaServer).Name } } | Import-Module -PassThru
        Mock Get-NovaServer { New-TestServer inside } -ModuleName Fleet
        function global:New-TestServer([string] $Name) { New-Object NovaPS.NovaServer ([guid]::NewGuid().ToString()), $Name }
        Get-Fleet | Should -Be 'inside'
        Remove-Module Fleet
        Remove-Item function:global:New-TestServer
    }
}

Describe 'about_NovaPS_Testing' {
    BeforeAll {
        $root = (Resolve-Path "$PSScriptRoot/../..").Path
        $lines = Get-Content "$root/out/NovaPS/en-US/about_NovaPS_Testing.help.txt"

        function Get-Example([string] $After) {
            $start = [array]::FindIndex([string[]]$lines, [Predicate[string]] { param($line) $line.Trim().EndsWith($After) }) + 1
            $code = foreach ($line in $lines[$start..($lines.Count - 1)]) {
                if ($line -and -not $line.StartsWith('        ')) { break }
                $line
            }
            ($code | ForEach-Object { $_ -replace '^        ' }) -join "`n"
        }

        function Invoke-Example([string] $Test) {
            Set-Content "$TestDrive/Start-Fleet.ps1" (Get-Example 'The script, Start-Fleet.ps1:')
            Set-Content "$TestDrive/Start-Fleet.Tests.ps1" $Test
            $shell = (Get-Process -Id $PID).Path
            $run = "`$env:PSModulePath += [IO.Path]::PathSeparator + '$root/out'; Import-Module Pester -MinimumVersion 5.0; `$r = Invoke-Pester '$TestDrive/Start-Fleet.Tests.ps1' -PassThru -Output Detailed; `"passed `$(`$r.PassedCount) of `$(`$r.TotalCount)`""
            & $shell -NoProfile -NonInteractive -Command $run 2>&1 | Out-String
        }
    }

    It 'has a test with the simulator that passes' {
        Invoke-Example (Get-Example 'Its test, Start-Fleet.Tests.ps1:') | Should -Match 'passed 3 of 3'
    }

    It 'has a test with mocks that passes' {
        Invoke-Example (Get-Example 'a mock without a filter as well.') | Should -Match 'passed 1 of 1'
    }

    It 'moves the clock as it says' {
        $code = (Get-Example 'no test lives to see, and move the clock of the simulator:').Trim()
        $code | Should -Match 'Advance'
        . ([scriptblock]::Create($code))
        Disconnect-NovaProject
        Stop-NovaSimulator $sim
    }
}

Describe 'what about_NovaPS_Testing says of faults' {
    BeforeAll {
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
