#Requires -Module @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
# The scripts in the folder Examples, in a new process. ExampleScriptTests.cs tests their results.

BeforeAll {
    Import-Module "$PSScriptRoot/../../out/NovaPS"
    $examples = (Resolve-Path "$PSScriptRoot/../../out/NovaPS/Examples").Path
}

Describe 'Example scripts' {
    BeforeEach {
        $sim = Start-NovaSimulator @(
            @{ Name = 'db1'; Status = 'SHUTOFF'; Metadata = @{ wave = '1'; schedule = 'office' } }
            @{ Name = 'web1'; Status = 'PAUSED'; Metadata = @{ wave = '2' } }
            @{ Name = 'web2'; Status = 'SHUTOFF'; Metadata = @{ wave = '3' } }
        ) -StartDelay 0 -StopDelay 0
        $connection = Connect-NovaProject -Simulator $sim
    }

    AfterEach {
        Stop-NovaSimulator $sim
    }

    It 'start a fleet and write a CSV report that can be piped to a command' {
        $rows = & "$examples/Start-ServerFleet.ps1" -Connection $connection -ReportPath "$TestDrive/report.csv" 2>$null 3>$null 6>$null
        $LASTEXITCODE | Should -Be 2
        $rows.Result | Should -Be 'Started', 'Failed', 'NotSent'
        $read = Import-Csv "$TestDrive/report.csv"
        $read | ForEach-Object { "$($_.Wave) $($_.Server) $($_.Result) $($_.ErrorId)".Trim() } | Should -Be '1 db1 Started', '2 web1 Failed NovaServerInvalidState', '3 web2 NotSent'
        ($read | Where-Object Result -eq NotSent | Select-Object Id | Start-NovaServer -Wait).Status | Should -Be 'ACTIVE'
    }

    It 'stop servers by metadata' {
        Start-NovaServer db1 -Wait | Out-Null
        (& "$examples/Stop-ServerByMetadata.ps1" schedule office 6>$null).Result | Should -Be 'Stopped'
        $LASTEXITCODE | Should -Be 0
    }

    It 'run as a task in a new process, with an exit code' {
        "clouds: {prod: {auth: {auth_url: $($sim.AuthUrl), username: $($sim.UserName), project_name: $($sim.ProjectName)}}}" | Set-Content "$TestDrive/clouds.yaml"
        $manifest = Join-Path (Get-Module NovaPS).ModuleBase NovaPS.psd1
        $password = $sim.GetPassword()
        @"
Import-Module '$manifest'
Set-Location '$TestDrive'
function Get-Secret { param(`$Name) New-Object pscredential '$($sim.UserName)', (ConvertTo-SecureString '$password' -AsPlainText -Force) }
& '$examples/Start-ServerFleetTask.ps1' -Cloud prod -SecretName nova -LogPath fleet.log -MaxFailures 1
exit `$LASTEXITCODE
"@ | Set-Content "$TestDrive/task.ps1"
        $run = & "$PSScriptRoot/Invoke-PowerShell.ps1" -File "$TestDrive/task.ps1"
        $run.ExitCode | Should -Be 1
        $log = Get-Content "$TestDrive/fleet.log" -Raw
        $log | Should -Match '2 web1 \S+ Failed PAUSED NovaServerInvalidState req-'
        $log | Should -Match 'The exit code is 1\.'
        "$($run.Output)$log" | Should -Not -Match ([regex]::Escape($password))
    }

    It 'have help without the module and without lines of code' {
        $output = (& "$PSScriptRoot/Invoke-PowerShell.ps1" -Command "Get-ChildItem '$examples/*-*.ps1' | ForEach-Object { Get-Help `$_.FullName -Full | Out-String -Width 200 }").Output
        $output | Should -Not -Match '#Requires|Unable to find type'
        foreach ($script in Get-ChildItem "$examples/*-*.ps1") {
            $output | Should -Match ('(?s)SYNOPSIS.*' + [regex]::Escape($script.Name))
            (Get-Help $script.FullName).Synopsis | Should -Match '\.$'
        }
    }
}
