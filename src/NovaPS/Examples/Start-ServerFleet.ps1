<#
.SYNOPSIS
    Starts a fleet of servers in waves, and reports what became of each.
.DESCRIPTION
    The fleet is every server whose metadata has the key -MetadataKey; the
    value names its wave. The servers of a wave are started together and
    waited for, then comes the next wave. Once more than -MaxFailures
    servers have failed, no further wave is begun.

    Each server of the fleet is one row of the report:
        Started          it was started, and runs
        AlreadyRunning   nothing had to be begun: it ran, or was on its way
        Failed           ErrorId says why; the cloud's operators find the
                         cause by RequestId
        NotBegun         nothing was begun for it; with -WhatIf all rows
                         are so: they are the plan
    Run it again whenever you like: a server that runs is left alone.

    The exit code is 0 when nothing failed, 1 when servers or the report
    failed, 2 when the rollout was stopped with waves left, or since the
    connection could not go on. An error before the first wave (no
    connection, no list of servers, a report that cannot be written) is
    thrown, and nothing is begun; powershell -File makes that exit code 1.
    That no server has the metadata is a warning.
.PARAMETER Cloud
    A cloud of clouds.yaml: connects to it, and disconnects at the end.
.PARAMETER Connection
    An open connection. Without it and without -Cloud: the default
    connection.
.PARAMETER MetadataKey
    The metadata key whose value names the wave.
.PARAMETER Wave
    The waves to start, in this order; servers of others are left alone.
    Without it: all waves, sorted, 2 before 10. (powershell -File takes a
    list as one text: use -Command.)
.PARAMETER MaxFailures
    So many servers may fail, in all waves together, before the rollout is
    stopped.
.PARAMETER Timeout
    How long to wait for each wave, in seconds; -1 has no limit.
.PARAMETER ReportPath
    A CSV file for the report; with -WhatIf, for the plan.
.EXAMPLE
    ./Start-ServerFleet.ps1 -Cloud prod -WhatIf | Format-Table
.EXAMPLE
    ./Start-ServerFleet.ps1 -Cloud prod -Wave db, app, web -MaxFailures 2 `
        -ReportPath morning.csv | Format-Table
#>
#Requires -Version 5.1
#Requires -Modules NovaPS
[CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'Connection')]
param(
    [Parameter(Mandatory = $true, ParameterSetName = 'Cloud')] [string] $Cloud,
    [Parameter(ParameterSetName = 'Connection')] [ValidateNotNull()] [NovaPS.NovaConnection] $Connection,
    [ValidateNotNullOrEmpty()] [string] $MetadataKey = 'wave',
    [ValidateNotNullOrEmpty()] [string[]] $Wave = @(),
    [ValidateRange(0, 1000000)] [int] $MaxFailures = 0,
    [ValidateRange(-1, 86400)] [int] $Timeout = 300,
    [string] $ReportPath
)

# Only commands of the engine itself: $PSCmdlet.WriteWarning instead of Write-Warning, and so on. (For -ReportPath, Export-Csv.)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'        # what fails before the first wave ends the script: it must not act on another cloud
$InformationPreference = 'Continue'    # the summary is shown

if ($ReportPath) {
    # .NET has a working folder of its own: it gets the full path.
    $ReportPath = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($ReportPath)
    try {
        [System.IO.File]::Open($ReportPath, 'OpenOrCreate', 'Write').Dispose()
    } catch {
        throw "The report $ReportPath cannot be written: $($_.Exception.GetBaseException().Message) Give another -ReportPath."
    }
}

$at = @{}
if ($Cloud) { $at.Connection = Connect-NovaProject -Cloud $Cloud -NotDefault }
if ($Connection) { $at.Connection = $Connection }
try {
    # Every server has its row before anything is begun, so that none can be lost.
    $fleet = [NovaPS.NovaServer[]] @(Get-NovaServer @at | Where-Object { $_.Metadata.ContainsKey($MetadataKey) })
    if (-not $fleet) { $PSCmdlet.WriteWarning("No server has the metadata key '$MetadataKey'.") }
    [Array]::Sort([string[]] @($fleet | ForEach-Object { $_.Name }), $fleet, [StringComparer]::Ordinal)
    $rows = @{}
    $found = @()
    foreach ($server in $fleet) {
        $name = $server.Metadata[$MetadataKey]
        if ($found -cnotcontains $name) { $found += $name }
        $rows[$server.Id] = [pscustomobject] @{
            Wave = $name; Server = $server.Name; Result = 'NotBegun'; Status = $server.Status
            Seconds = $null; ErrorId = ''; Id = $server.Id; RequestId = ''
        }
    }

    $order = @()
    foreach ($name in $Wave) {
        if ($found -cnotcontains $name) { $PSCmdlet.WriteWarning("No server has the metadata $MetadataKey=$name.") }
        elseif ($order -cnotcontains $name) { $order += $name }
    }
    if (-not $Wave) {
        # Sorted by the names with zeros before their numbers: so 2 comes before 10.
        $order = [string[]] $found
        $keys = [string[]] @($found | ForEach-Object { [regex]::Replace($_, '\d+', { $args[0].Value.PadLeft(20, '0') }) })
        [Array]::Sort($keys, $order, [StringComparer]::Ordinal)
    }

    $ErrorActionPreference = 'Continue'    # from here on an error for one server stops nothing: failures are counted
    $failures = 0
    $stop = ''
    foreach ($name in $order) {
        $wanted = @($fleet | Where-Object { $_.Metadata[$MetadataKey] -ceq $name })
        $refused = @()
        $lost = @()
        $endId = ''
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        try {
            $wanted | Start-NovaServer @at -Idempotent -ErrorVariable refused -ErrorAction Continue | ForEach-Object {
                $rows[$_.ServerId].Result = if ($_.AlreadySatisfied) { 'AlreadyRunning' } else { 'Started' }
                $rows[$_.ServerId].RequestId = $_.RequestId
                $_
            } | Wait-NovaServer @at -Timeout $Timeout -ErrorVariable lost -ErrorAction Continue | ForEach-Object {
                $rows[$_.Id].Status = $_.Status
                $rows[$_.Id].Seconds = [int] $clock.Elapsed.TotalSeconds
            }
        } catch [NovaPS.NovaException] {
            # It ends the work of the connection: every other request would meet it too.
            $endId = [string] $_.Exception.ErrorId
            $stop = "the connection cannot go on (${endId}: $($_.Exception.Message))"
        }

        # What was begun and has not arrived has failed, by its own error or by the one that ended everything.
        foreach ($server in $wanted) {
            $row = $rows[$server.Id]
            if ($null -ne $row.Seconds) { continue }
            if ($row.Result -ne 'NotBegun') { $row.Result = 'Failed' }
            $row.ErrorId = $endId
        }
        foreach ($record in @($refused) + @($lost)) {
            if ($record -isnot [System.Management.Automation.ErrorRecord] -or $record.Exception -isnot [NovaPS.NovaException]) { continue }
            $problem = $record.Exception
            if (-not $problem.ServerId) { continue }
            $row = $rows[$problem.ServerId]
            $row.Result = 'Failed'
            $row.ErrorId = [string] $problem.ErrorId
            if ($problem.RequestId -and -not $row.RequestId) { $row.RequestId = $problem.RequestId }
            if ($problem.Server) { $row.Status = $problem.Server.Status }
        }

        $bad = @($wanted | Where-Object { $rows[$_.Id].Result -eq 'Failed' }).Count
        $failures += $bad
        if (-not $WhatIfPreference) { $PSCmdlet.WriteInformation("Wave ${name}: servers $($wanted.Count), failed $bad.", @('Summary')) }
        if (-not $stop -and $failures -gt $MaxFailures -and $name -cne $order[-1]) { $stop = "failed $failures, -MaxFailures $MaxFailures" }
        if ($stop) { break }
    }

    $report = @(foreach ($name in $order) { $fleet | ForEach-Object { $rows[$_.Id] } | Where-Object { $_.Wave -ceq $name } })
    $report
    if ($ReportPath) {
        # The rows are out already: a report that cannot be written now is an error, and changes the exit code alone.
        try {
            $report | Export-Csv -LiteralPath $ReportPath -NoTypeInformation -Encoding UTF8 -ErrorAction Stop -WhatIf:$false -Confirm:$false
        } catch {
            $PSCmdlet.WriteError($_)
            $failures++
        }
    }
    if ($stop) {
        $left = @($report | Where-Object { $_.Result -eq 'NotBegun' }).Count
        $PSCmdlet.WriteWarning("The rollout was stopped: $stop. Servers not begun: $left.")
    }
} finally {
    if ($Cloud) { Disconnect-NovaProject $at.Connection -WhatIf:$false -Confirm:$false }
}

if ($stop) { exit 2 }
if ($failures) { exit 1 }
exit 0
