#Requires -Module @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
# Tests of a small script against a cloud that runs inside this process. Copy it,
# put your own script in the place of Start-Fleet, and run it: Invoke-Pester FILE
# Get-Help about_NovaPS_Testing tells more.

BeforeAll {
    # Beside this file there is the module, or it is found by its name.
    $module = Join-Path (Split-Path $PSScriptRoot) 'NovaPS.psd1'
    if (-not (Test-Path $module)) { $module = 'NovaPS' }
    if (-not (Get-Module NovaPS)) { Import-Module $module }

    # The script under test. Yours is in a file of its own: . "$PSScriptRoot/Start-Fleet.ps1"
    function Start-Fleet {
        [CmdletBinding()]
        param([string] $Pattern, [int] $Timeout = 300)
        $servers = Get-NovaServer $Pattern -Status Shutoff
        $up = @($servers | Start-NovaServer -Wait -Timeout $Timeout -ErrorVariable failed -ErrorAction SilentlyContinue)
        [pscustomobject]@{
            Started = @($up.Name | Sort-Object)
            # What was piped stands in the error: the server.
            Failed  = @($failed.TargetObject.Name | Sort-Object -Unique)
        }
    }
}

Describe 'Start-Fleet' {
    BeforeEach {
        # Starts are done at once: no test waits.
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

    It 'starts nothing where everything runs' {
        (Start-Fleet 'web3').Started | Should -BeNullOrEmpty
        Get-NovaSimulatorRequest $sim -Action Start | Should -BeNullOrEmpty
    }

    It 'names the servers that did not come up' {
        $fault = Add-NovaSimulatorFault $sim -Server web1 -FailsOnHost

        $result = Start-Fleet 'web*'

        $result.Started | Should -Be 'web2'
        $result.Failed | Should -Be 'web1'
        $fault.Hits | Should -Be 1
    }

    It 'gets through a while in which the cloud is busy' {
        $fault = Add-NovaSimulatorFault $sim -Action Start -StatusCode 503 -RetryAfter 0 -Count 2

        (Start-Fleet 'web*').Started | Should -Be 'web1', 'web2'
        $fault.Hits | Should -Be 2
    }

    It 'leaves a locked server to its owner' {
        $sim.Lock('web2')
        (Start-Fleet 'web*').Failed | Should -Be 'web2'
    }
}
