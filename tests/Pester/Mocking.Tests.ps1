#Requires -Module @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
# Tests the statements about mocks in about_NovaPS_Testing.

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

Describe 'Mocks' {
    BeforeEach {
        Mock Get-NovaServer { New-TestServer web1; New-TestServer web2 }
        Mock Start-NovaServer { foreach ($one in $Server) { New-Object NovaPS.NovaServerAction 'start', $one.Id, 'req-1' } }
        Mock Wait-NovaServer { New-TestServer $Server.Name 'ACTIVE' }
    }

    It 'replace a whole pipeline without a connection' {
        Mock Wait-NovaServer { New-Object NovaPS.NovaServer $Server.Id, 'web', 'ACTIVE' }
        Start-Fleet 'web*' | Should -Be 'web', 'web'
        Should -Invoke Get-NovaServer -Exactly 1 -ParameterFilter { $Server.Name -eq 'web*' -and $Status -eq 'Shutoff' }
        Should -Invoke Start-NovaServer -Exactly 2
    }

    It 'match <filter> for a name' -ForEach @(
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

    It 'match <filter> for an object, also from the pipeline' -ForEach @(
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

    It 'match a filter for an id, and for one of several servers' {
        $web1 = New-TestServer web1
        Mock Stop-NovaServer { 'the other' }
        Mock Stop-NovaServer { 'this one' } -ParameterFilter { $Server.Id -contains $web1.Id }
        Stop-NovaServer $web1.Id | Should -Be 'this one'
        Stop-NovaServer $web1, web2 | Should -Be 'this one'
        Stop-NovaServer web2, web3 | Should -Be 'the other'
        $web1, $web1.Id | Stop-NovaServer | Should -Be 'this one', 'this one'
    }

    It 'match a filter for the same id in another form' {
        $web1 = New-TestServer web1
        Mock Stop-NovaServer { 'the other' }
        Mock Stop-NovaServer { 'this one' } -ParameterFilter { $Server -eq $web1 }
        Stop-NovaServer $web1.Id.ToUpper() | Should -Be 'this one'
        Stop-NovaServer web1 | Should -Be 'this one'
        Stop-NovaServer (New-TestServer web1) | Should -Be 'the other'
    }

    It 'write errors like the cloud' {
        Mock Start-NovaServer { Write-Error -Message 'It is locked.' -ErrorId NovaServerLocked -TargetObject $Server.Input } -ParameterFilter { $Server -eq 'web1' }
        { Start-NovaServer web1 -ErrorAction Stop } | Should -Throw -ErrorId 'NovaServerLocked'
        Start-Fleet 'web*' -ErrorAction SilentlyContinue | Should -HaveCount 1
    }

    It 'replace the calls of a module with -ModuleName' {
        $null = New-Module Fleet { function Get-Fleet { (Get-NovaServer).Name } } | Import-Module -PassThru
        Mock Get-NovaServer { New-TestServer inside } -ModuleName Fleet
        function global:New-TestServer([string] $Name) { New-Object NovaPS.NovaServer ([guid]::NewGuid().ToString()), $Name }
        Get-Fleet | Should -Be 'inside'
        Remove-Module Fleet
        Remove-Item function:global:New-TestServer
    }
}
