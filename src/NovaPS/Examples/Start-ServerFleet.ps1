<#
.SYNOPSIS
    Starts servers in waves and reports the outcome of each.
.DESCRIPTION
    Starts every server that has the metadata key -MetadataKey. The value
    of the key is the name of its wave. The next wave starts when the
    servers of the previous wave are running. Servers that are already
    running are not changed, so you can run the script again.

    Writes one row for each server. Result is Started, AlreadyRunning,
    Failed (see ErrorId; your cloud operator can find the cause by
    RequestId), or NotSent (nothing was sent, as with -WhatIf).

    The exit code is 0 if nothing failed, 1 if servers failed or the report
    could not be written, and 2 if the rollout was stopped or the
    connection failed. An error before the first wave is thrown.
.PARAMETER Cloud
    Specifies a cloud in clouds.yaml. The script connects to it, and
    disconnects at the end.
.PARAMETER Connection
    Specifies an open connection. The default is the default connection.
.PARAMETER MetadataKey
    Specifies the metadata key whose value is the name of the wave. The
    default is wave.
.PARAMETER Wave
    Specifies the waves to start, in this order. By default, all waves are
    started, sorted by name, with 2 before 10. To pass several waves to
    powershell.exe, use -Command instead of -File.
.PARAMETER MaxFailures
    Specifies how many servers of all waves can fail before the rollout is
    stopped. The default is 0.
.PARAMETER Timeout
    Specifies how long to wait for each wave, in seconds. The default is
    300. -1 waits without limit.
.PARAMETER ReportPath
    Specifies a CSV file for the report.
.EXAMPLE
    ./Start-ServerFleet.ps1 -Cloud prod -Wave db, app, web -WhatIf

    Shows the servers of three waves in the order in which they would be
    started.
.EXAMPLE
    ./Start-ServerFleet.ps1 -Cloud prod -ReportPath report.csv

    Starts all waves and writes the report to a CSV file.
#>

#Requires -Version 5.1
#Requires -Modules NovaPS
[CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Connection')]
param(
    [Parameter(Mandatory, ParameterSetName = 'Cloud')] [string] $Cloud,
    [Parameter(ParameterSetName = 'Connection')] [ValidateNotNull()] $Connection,
    [ValidateNotNullOrEmpty()] [string] $MetadataKey = 'wave',
    [ValidateNotNullOrEmpty()] [string[]] $Wave,
    [ValidateRange(0, 1000000)] [int] $MaxFailures = 0,
    [ValidateRange(-1, 86400)] [int] $Timeout = 300,
    [string] $ReportPath
)

$ErrorActionPreference = 'Stop'
$always = @{ WhatIf = $false; Confirm = $false }
# Fails now, not after the last wave, if the report cannot be written.
if ($ReportPath) { Add-Content -LiteralPath $ReportPath -Value @() @always }

$target = @{}
if ($Cloud) { $target.Connection = Connect-NovaProject -Cloud $Cloud -NotDefault }
if ($Connection) { $target.Connection = $Connection }
try {
    $fleet = Get-NovaServer @target | Where-Object { $_.Metadata.ContainsKey($MetadataKey) } | Sort-Object Name
    if (-not $fleet) { Write-Warning "No server has the metadata key '$MetadataKey'." }
    # Padding numbers with zeros sorts wave 2 before wave 10.
    $waves = @($fleet | Group-Object { $_.Metadata[$MetadataKey] } -CaseSensitive |
        Sort-Object { [regex]::Replace($_.Name, '\d+', { $args[0].Value.PadLeft(20, '0') }) })
    if ($Wave) {
        $Wave | Where-Object { $_ -cnotin $waves.Name } | ForEach-Object { Write-Warning "No server has the metadata $MetadataKey=$_." }
        $waves = @($Wave | Select-Object -Unique | ForEach-Object { $name = $_; $waves | Where-Object Name -CEQ $name })
    }
    # Every server has a row before anything is sent.
    $rows = @{}
    $report = foreach ($server in $waves.Group) {
        $rows[$server.Id] = [pscustomobject] @{
            Wave = $server.Metadata[$MetadataKey]; Server = $server.Name; Result = 'NotSent'; Status = $server.Status
            Seconds = $null; ErrorId = ''; Id = $server.Id; RequestId = ''
        }
        $rows[$server.Id]
    }

    $failures = 0
    foreach ($group in $waves) {
        $clock = [Diagnostics.Stopwatch]::StartNew()
        try {
            $group.Group | Start-NovaServer @target -Idempotent -ErrorAction Continue -ErrorVariable refused | ForEach-Object {
                $rows[$_.ServerId].Result = if ($_.AlreadySatisfied) { 'AlreadyRunning' } else { 'Started' }
                $rows[$_.ServerId].RequestId = $_.RequestId
                $_
            } | Wait-NovaServer @target -Timeout $Timeout -ErrorAction Continue -ErrorVariable lost | ForEach-Object {
                $rows[$_.Id].Status = $_.Status
                $rows[$_.Id].Seconds = [int] $clock.Elapsed.TotalSeconds
            }
        } catch {
            # The error ends all work of the connection.
            $ended = $_.Exception
            $stop = "the connection failed ($($ended.ErrorId): $_)"
        }
        $problems = (@($refused) + @($lost)).Exception | Where-Object ServerId | Group-Object ServerId -AsHashTable -AsString
        foreach ($row in $rows[$group.Group.Id] | Where-Object { $null -eq $_.Seconds }) {
            $problem = if ($problems) { $problems[$row.Id] | Select-Object -First 1 }
            if ($problem -or $row.Result -ne 'NotSent') { $row.Result = 'Failed' }
            if ($problem.Server) { $row.Status = $problem.Server.Status }
            if (-not $row.RequestId) { $row.RequestId = "$($problem.RequestId)" }
            $row.ErrorId = "$(if ($problem) { $problem.ErrorId } else { $ended.ErrorId })"
        }

        $failed = @($rows[$group.Group.Id] | Where-Object Result -EQ Failed).Count
        $failures += $failed
        if (-not $WhatIfPreference) { Write-Information "Wave $($group.Name): servers $($group.Count), failed $failed." -InformationAction Continue }
        if (-not $stop -and $failures -gt $MaxFailures -and $group -ne $waves[-1]) { $stop = "failed $failures, -MaxFailures $MaxFailures" }
        if ($stop) { break }
    }

    $report
    if ($stop) { Write-Warning "The rollout was stopped: $stop. Servers not requested: $(@($report | Where-Object Result -EQ NotSent).Count)." }
    if ($ReportPath) { $report | Export-Csv -LiteralPath $ReportPath -NoTypeInformation -Encoding UTF8 @always -ErrorAction Continue -ErrorVariable unwritten }
} finally {
    if ($Cloud) { Disconnect-NovaProject $target.Connection @always }
}

if ($stop) { exit 2 }
if ($failures -or $unwritten) { exit 1 }
exit 0
