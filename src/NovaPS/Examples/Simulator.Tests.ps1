#Requires -Module @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
# Tests a small script against a simulated cloud in this process. Copy this file,
# replace Start-Fleet with your own script, and run Invoke-Pester FILE.
# For more information, see Get-Help about_NovaPS_Testing.

BeforeAll {
    # The module is in the parent folder, or is found by its name.
    $module = Join-Path (Split-Path $PSScriptRoot) 'NovaPS.psd1'
    if (-not (Test-Path $module)) { $module = 'NovaPS' }
    if (-not (Get-Module NovaPS)) { Import-Module $module }

    # The script under test. If yours is a file, load it: . "$PSScriptRoot/Start-Fleet.ps1"
    function Start-Fleet {
        [CmdletBinding()]
        param([string] $Pattern, [int] $Timeout = 300)
        $servers = Get-NovaServer $Pattern -Status Shutoff
        $up = @($servers | Start-NovaServer -Wait -Timeout $Timeout -ErrorVariable failed -ErrorAction SilentlyContinue)
        [pscustomobject]@{
            Started = @($up.Name | Sort-Object)
            # The target of an error is the server that was piped.
            Failed  = @($failed.TargetObject.Name | Sort-Object -Unique)
        }
    }
}

Describe 'Start-Fleet' {
    BeforeEach {
        # Starts complete at once, so no test has to wait.
        $sim = Start-NovaSimulator @{ web1 = 'SHUTOFF'; web2 = 'SHUTOFF'; web3 = 'ACTIVE'; db1 = 'SHUTOFF' } -StartDelay 0
        Connect-NovaProject -Simulator $sim | Out-Null
    }

    AfterEach {
        Disconnect-NovaProject
        Stop-NovaSimulator $sim
    }

    It 'starts the stopped servers of the fleet, and no others' {
        (Start-Fleet 'web*').Started | Should -Be 'web1', 'web2'

        $sim.GetServer('web2').Status | Should -Be 'ACTIVE'
        $sim.GetServer('db1').Status | Should -Be 'SHUTOFF'
        @(Get-NovaSimulatorRequest $sim -Action Start).Count | Should -Be 2
    }

    It 'starts nothing if everything runs' {
        (Start-Fleet 'web3').Started | Should -BeNullOrEmpty
        Get-NovaSimulatorRequest $sim -Action Start | Should -BeNullOrEmpty
    }

    It 'names the servers that failed to start' {
        $fault = Add-NovaSimulatorFault $sim -Server web1 -FailsOnHost

        $result = Start-Fleet 'web*'

        $result.Started | Should -Be 'web2'
        $result.Failed | Should -Be 'web1'
        $fault.Hits | Should -Be 1
    }

    It 'retries while the cloud is busy' {
        $fault = Add-NovaSimulatorFault $sim -Action Start -StatusCode 503 -RetryAfter 0 -Count 2

        (Start-Fleet 'web*').Started | Should -Be 'web1', 'web2'
        $fault.Hits | Should -Be 2
    }

    It 'reports a locked server as failed' {
        $sim.Lock('web2')
        (Start-Fleet 'web*').Failed | Should -Be 'web2'
    }
}
