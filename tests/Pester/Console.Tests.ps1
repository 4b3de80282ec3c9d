#Requires -Module @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
# Tables, completion and help, as the console shows them.

BeforeAll {
    Import-Module "$PSScriptRoot/../../out/NovaPS"
    $sim = Start-NovaSimulator @{ Name = 'web1'; Status = 'SHUTOFF'; Addresses = @{ net = '10.0.0.5' } }, 'db1' -StartDelay 0
    $connection = Connect-NovaProject -Simulator $sim

    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText
    }
}

AfterAll {
    Stop-NovaSimulator $sim
}

Describe 'Format-Table' {
    It 'fits <_> columns' -ForEach 80, 120, 200 {
        $text = Get-NovaServer | Out-String -Width $_
        $lines = $text -split '\r?\n'
        $lines | ForEach-Object { ($_ -replace '\x1b\[[0-9;]*m', '').TrimEnd().Length | Should -BeLessOrEqual $_.Length }
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual ($_ + 1)
        $text | Should -Match 'web1 +SHUTOFF'
    }

    It 'shows addresses if they fit' {
        Get-NovaServer web1 | Out-String -Width 120 | Should -Match '10\.0\.0\.5'
    }

    It 'shows actions and connections' {
        Start-NovaServer web1 | Out-String -Width 120 | Should -Match 'start +web1 .*me'
        Get-NovaConnection | Out-String | Should -Match 'simulator +True +demo'
    }
}

Describe 'Completion' {
    It 'completes the actions of faults with PowerShell verbs' {
        Get-Completion 'Add-NovaSimulatorFault $sim -Action st' | Should -Be 'Start', 'Stop'
        Get-Completion 'Get-NovaSimulatorRequest $sim -Action con' | Should -Be 'ConfirmResize', 'ConsoleOutput'
    }

    It 'completes commands, parameters and statuses' {
        Get-Completion 'Start-NovaSe' | Should -Contain 'Start-NovaServer'
        Get-Completion 'Start-NovaServer -Thr' | Should -Contain '-ThrottleLimit'
        Get-Completion 'Get-NovaServer -Status SH' | Should -Be 'SHELVED', 'SHELVED_OFFLOADED', 'SHUTOFF'
        Get-Completion 'Wait-NovaServer web1 -Status ac' | Should -Be 'ACTIVE'
        Get-Completion 'Connect-NovaProject -Interface ' | Should -Be 'admin', 'internal', 'public'
    }

    It 'completes clouds from the files, and regions and projects from the open connections' {
        Set-Content "$TestDrive/clouds.yaml" "clouds: {prod: {regions: [west, east]}, 'my test': {}, simulator: {}}"
        Push-Location $TestDrive
        try {
            Get-Completion 'Connect-NovaProject -Cloud ' | Should -Be "'my test'", 'prod', 'simulator'
            Get-Completion 'Connect-NovaProject pr' | Should -Be 'prod'
            Get-Completion 'Connect-NovaProject -Cloud prod -Region ' | Should -Be 'east', 'west'
            Get-Completion 'Connect-NovaProject -Cloud simulator -Region ' | Should -Be 'RegionOne'
            Get-Completion "Connect-NovaProject -AuthUrl $($sim.AuthUrl) -ProjectName " | Should -Contain 'demo'
            Get-Completion 'Connect-NovaProject -AuthUrl http://elsewhere -ProjectName ' | Should -BeNullOrEmpty
            Set-Content "$TestDrive/clouds.yaml" "clouds: {'"
            Get-Completion 'Connect-NovaProject -Cloud ' | Should -BeNullOrEmpty
        } finally {
            Pop-Location
        }
    }
}

Describe 'Get-Help' {
    It 'shows <_> with examples' -ForEach 'Connect-NovaProject', 'Start-NovaServer', 'Wait-NovaServer' {
        $help = Get-Help $_ -Full | Out-String
        $help | Should -Match 'SYNOPSIS'
        $help | Should -Match 'Example 3'
        (Get-Help $_ -Parameter Connection -ErrorAction SilentlyContinue).description.Text | Should -Not -BeNullOrEmpty
    }

    It 'shows the about topic' {
        Get-Help about_NovaPS | Out-String | Should -Match 'SELECTING SERVERS'
    }
}

Describe 'Error' {
    It 'is shown with the recommended action' {
        $text = Start-NovaServer nosuch 2>&1 | Out-String
        $text | Should -Match "Server 'nosuch' was not found"
        Get-Error -Newest 1 -ErrorAction SilentlyContinue | Out-String | Should -Match 'NovaServerNotFound|^$'
    }
}
