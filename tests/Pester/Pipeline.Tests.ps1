#Requires -Module @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module "$PSScriptRoot/../../out/NovaPS"
}

Describe 'Pipeline' {
    BeforeEach {
        $sim = Start-NovaSimulator 30 -StartDelay 0.1 -StopDelay 0.1
        $connection = Connect-NovaProject -Simulator $sim
    }

    AfterEach {
        Stop-NovaSimulator $sim
    }

    It 'starts stopped servers and waits for them' {
        $servers = Get-NovaServer server-1* -Status Shutoff | Start-NovaServer | Wait-NovaServer
        $servers | Should -HaveCount 11
        $servers.Status | Sort-Object -Unique | Should -Be 'ACTIVE'
    }

    It 'sends no more requests after Select-Object -First' {
        Get-NovaServer | Start-NovaServer -ThrottleLimit 1 | Select-Object -First 3 | Should -HaveCount 3
        # One more request can be in flight. A command that continued would send all of them meanwhile.
        Start-Sleep -Milliseconds 300
        @($sim.GetRequests() | Where-Object Method -eq POST | Where-Object Path -like '*/action').Count | Should -BeLessOrEqual 4
    }

    It 'accepts servers from Select-Object, Export-Csv and ConvertTo-Json' {
        Get-NovaServer server-1 | Select-Object Id, Name | Start-NovaServer | Should -HaveCount 1
        Get-NovaServer server-2 | Export-Csv "$TestDrive/servers.csv"
        (Import-Csv "$TestDrive/servers.csv" | Start-NovaServer).ServerName | Should -Be 'server-2'
        (Get-NovaServer server-3 | Select-Object Id, Name | ConvertTo-Json | ConvertFrom-Json | Start-NovaServer).ServerName | Should -Be 'server-3'
    }

    It 'sorts, groups and measures servers' {
        Start-NovaServer server-1, server-2 | Wait-NovaServer | Out-Null
        $groups = Get-NovaServer | Group-Object Status | Sort-Object Name
        $groups.Name | Should -Be 'ACTIVE', 'SHUTOFF'
        $groups | ForEach-Object Count | Should -Be 2, 28
    }

    It 'continues with an action from Export-Clixml' {
        Start-NovaServer server-1 | Export-Clixml "$TestDrive/actions.xml"
        $back = Import-Clixml "$TestDrive/actions.xml"
        $back | Should -BeOfType NovaPS.NovaServerAction
        ($back | Wait-NovaServer).Status | Should -Be 'ACTIVE'
        Disconnect-NovaProject
        { $back | Wait-NovaServer -ErrorAction Stop } | Should -Throw -ErrorId 'NovaNotConnected,NovaPS.Commands.WaitNovaServerCommand'
    }

    It 'continues with an action from ConvertTo-Json, and with a request id alone' {
        $json = Start-NovaServer server-1 | ConvertTo-Json -Depth 3
        ($json | ConvertFrom-Json | Wait-NovaServer).Status | Should -Be 'ACTIVE'
        (Wait-NovaServer server-1 -RequestId ($json | ConvertFrom-Json).RequestId).Status | Should -Be 'ACTIVE'
        Disconnect-NovaProject
        { $json | ConvertFrom-Json | Wait-NovaServer -ErrorAction Stop } | Should -Throw -ErrorId 'NovaNotConnected,NovaPS.Commands.WaitNovaServerCommand'
    }

    It 'can be run again with -Idempotent' {
        1..2 | ForEach-Object { (Get-NovaServer server-1* | Start-NovaServer -Idempotent -Wait).Status | Sort-Object -Unique | Should -Be 'ACTIVE' }
    }

    It 'stops waiting after Select-Object -First with -Wait' {
        # The other servers do not start, so that only the end of the pipeline ends the wait.
        $slow = Start-NovaSimulator @{ web1 = 'ACTIVE'; web2 = 'SHUTOFF' } -StartDelay 600
        $null = Connect-NovaProject -Simulator $slow
        try {
            ('web1', 'web2' | Start-NovaServer -Idempotent -Wait | Select-Object -First 1).Name | Should -Be 'web1'
            $sent = @($slow.GetRequests()).Count
            Start-Sleep -Milliseconds 1200
            # One more request can have been in flight. A command that continued would poll at least twice meanwhile.
            @($slow.GetRequests()).Count | Should -BeLessOrEqual ($sent + 1)
        } finally {
            Stop-NovaSimulator $slow
        }
    }

    It 'reports a start that fails on the compute host' {
        $fault = New-Object NovaPS.Simulator.NovaSimulatorFault
        $fault.FailsOnHost = $true
        $sim.AddFault($fault)
        { Start-NovaServer server-1 | Wait-NovaServer -Timeout -1 -ErrorAction Stop } | Should -Throw -ErrorId 'NovaServerActionFailed,NovaPS.Commands.WaitNovaServerCommand'
    }

    It 'shows the request with -WhatIf and does not send it' {
        Start-NovaServer server-1 -WhatIf | Should -BeNullOrEmpty
        (Get-NovaServer server-1).Status | Should -Be 'SHUTOFF'
    }

    It 'can be mocked with NovaPS objects' {
        Mock Get-NovaServer { New-Object NovaPS.NovaServer '3e313d60-24d4-4d26-80fd-462034feccee', 'web1', 'SHUTOFF' }
        (Get-NovaServer).Name | Should -Be 'web1'
        Should -Invoke Get-NovaServer -Exactly 1
    }
}

Describe 'Job' {
    It 'returns servers of the same type' {
        $module = Join-Path (Get-Module NovaPS).ModuleBase NovaPS.psd1
        $server = Start-Job { Import-Module $using:module; New-Object NovaPS.NovaServer '3e313d60-24d4-4d26-80fd-462034feccee', 'web1', 'SHUTOFF' } | Receive-Job -Wait -AutoRemoveJob
        $server | Should -BeOfType NovaPS.NovaServer
        $server.Name | Should -Be 'web1'
    }
}
