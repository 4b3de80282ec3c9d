#Requires -Module @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
# ForEach-Object -Parallel reuses runspaces: a later iteration must not see the connection of an earlier one.

BeforeAll {
    Import-Module "$PSScriptRoot/../../out/NovaPS"
    $module = Join-Path (Get-Module NovaPS).ModuleBase NovaPS.psd1
}

Describe 'ForEach-Object -Parallel' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
    BeforeEach {
        $sims = (Start-NovaSimulator 'a1', 'a2' -StartDelay 0), (Start-NovaSimulator 'b1', 'b2' -StartDelay 0)
        $connections = $sims | Connect-NovaProject
    }

    AfterEach {
        $sims | Stop-NovaSimulator
    }

    It 'acts in the cloud of each object' {
        $servers = $connections | ForEach-Object { Get-NovaServer -Connection $_ }
        $actions = $servers | ForEach-Object -Parallel { Import-Module $using:module; $_ | Start-NovaServer } -ThrottleLimit 4
        $actions.ServerName | Sort-Object | Should -Be 'a1', 'a2', 'b1', 'b2'
        $actions | ForEach-Object { $_.Connection.Endpoint | Should -Be ($servers | Where-Object Id -eq $_.ServerId).Connection.Endpoint }
    }

    It 'has no default connection, and the error says how to pass one' {
        $errors = 'a1' | ForEach-Object -Parallel { Import-Module $using:module; Start-NovaServer $_ } 2>&1
        $errors.Exception.ErrorId | Should -Be NovaNotConnected
        $errors.ErrorDetails.RecommendedAction | Should -BeLike '*Connect-NovaProject*$using:*'
        $first = $connections[0]
        ('a1' | ForEach-Object -Parallel { Import-Module $using:module; Start-NovaServer $_ -Connection $using:first }).ServerName | Should -Be 'a1'
    }

    It 'does not use the connection of another iteration if connecting fails' {
        $sims | ForEach-Object { $_.ClearRequests() }
        $result = 0, 1 | ForEach-Object -ThrottleLimit 1 -Parallel {
            Import-Module $using:module
            $sims = $using:sims
            if ($_ -eq 0) { $null = Connect-NovaProject -Simulator $sims[0] }
            else { try { Connect-NovaProject -Endpoint nonsense -ProjectId p -Token t } catch { } }
            try { (Get-NovaServer).Name -join ' ' } catch { $_.FullyQualifiedErrorId }
        }
        $result[0] | Should -Be 'a1 a2'
        $result[1] | Should -BeLike 'NovaNotConnected,*'
        @($sims[0].GetRequests() | Where-Object Path -like '*/servers/*').Count | Should -Be 1
        @($sims[1].GetRequests()).Count | Should -Be 0
    }

    It 'connects to a cloud in clouds.yaml in each iteration' {
        $file = "$TestDrive/clouds.yaml"
        Set-Content $file ('clouds:' + -join (0..1 | ForEach-Object { "`n  c$($_): {auth: {auth_url: '$($sims[$_].AuthUrl)', username: demo, password: '$($sims[$_].GetPassword())', project_name: demo}}" }))
        $env:OS_CLIENT_CONFIG_FILE = $file
        try {
            $names = 'c0', 'c1' | ForEach-Object -Parallel { Import-Module $using:module; $null = Connect-NovaProject $_; "$_ " + ((Get-NovaServer).Name | Sort-Object) }
            $names | Sort-Object | Should -Be 'c0 a1 a2', 'c1 b1 b2'
        } finally {
            Remove-Item env:OS_CLIENT_CONFIG_FILE
        }
    }
}
