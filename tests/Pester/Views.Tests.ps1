# Lists, CSV, JSON and groups, which need PowerShell's own commands. ViewTests.cs tests tables and colors.
BeforeAll {
    Import-Module "$PSScriptRoot/../../out/NovaPS/NovaPS.psd1" -Force
    $script:simulator = Start-NovaSimulator -StartDelay 0 -Server @(
        @{ Name = 'web1'; Status = 'SHUTOFF'; Addresses = @{ private = '10.0.0.21' }; Metadata = @{ wave = '1'; role = 'web' }; Tags = 'a', 'b' }
        @{ Name = 'db1'; Status = 'ACTIVE'; Addresses = @{ private = '10.0.0.11', 'fd00::11' } }
        @{ Name = 'test1'; Status = 'ERROR'; FaultMessage = 'No valid host was found.'; Locked = $true; LockedReason = 'look at it' }
    )
    $null = Connect-NovaProject -Simulator $simulator
}

AfterAll {
    Disconnect-NovaProject
    Stop-NovaSimulator $simulator
}

Describe 'Format-List of a server' {
    It 'shows identity, state, location and owner in this order' {
        $list = Get-NovaServer web1 | Format-List | Out-String -Width 80
        $names = [regex]::Matches($list, '(?m)^(\w+) +:').ForEach({ $_.Groups[1].Value }) -join ' '
        $names | Should -Be 'Name Id Status TaskState PowerState Locked IPAddress Addresses Flavor ImageId AvailabilityZone Project User Metadata Tags Created Updated Connection'
        $list | Should -Match '(?m)^Metadata +: role=web, wave=1\s*$'
    }

    It 'shows a fault and a lock if there is one' {
        $id = (Get-NovaServer test1).Id
        $list = Get-NovaServer $id | Format-List | Out-String -Width 80
        $list | Should -Match '(?m)^Fault +: No valid host was found\.'
        $list | Should -Match '(?m)^LockedReason +: look at it'
    }
}

Describe 'Format-List of a fault' {
    It 'shows the effect' {
        $fault = Add-NovaSimulatorFault $simulator -Server web1 -Action Stop -ResetAfterProcessing -WhatIf:$false
        Clear-NovaSimulatorFault $simulator
        $list = $fault | Format-List | Out-String -Width 80
        $list | Should -Match '(?m)^Effect +: processed, response lost\s*$'
        $list | Should -Match '(?m)^Requests +: os-stop web1\s*$'
    }
}

Describe 'Servers in other formats' {
    It 'have one row each in CSV, and can be started from it' {
        $row = Get-NovaServer web1 | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv
        $row.Addresses | Should -Be '10.0.0.21'
        $row.Metadata | Should -Be 'role=web, wave=1'
        $row.Tags | Should -Be 'a, b'
        ($row | Start-NovaServer -WhatIf) | Should -BeNullOrEmpty
    }

    It 'have lists and tables in JSON' {
        $server = Get-NovaServer web1 | ConvertTo-Json -Depth 4 | ConvertFrom-Json
        $server.Metadata.wave | Should -Be '1'
        @($server.Addresses)[0].IPAddress | Should -Be '10.0.0.21'
        $server.Tags -join ' ' | Should -Be 'a b'
    }

    It 'can be sorted and grouped' {
        (Get-NovaServer | Sort-Object Status, Name).Name -join ' ' | Should -Be 'db1 test1 web1'
        (Get-NovaServer | Group-Object Status -NoElement | Sort-Object Name).Name -join ' ' | Should -Be 'ACTIVE ERROR SHUTOFF'
        (Get-NovaServer | Group-Object Connection).Count | Should -Be 3
    }
}

Describe 'Colors' {
    It 'are not written to a file' {
        $PSStyle.OutputRendering | Should -Be 'PlainText' -Because 'the test runs with NO_COLOR'
        Get-NovaServer | Out-String | Should -Not -Match ([char]27)
    } -Skip:(-not $env:NO_COLOR -or $PSVersionTable.PSVersion -lt '7.2')
}
