<#
.SYNOPSIS
    Stops the running servers with a metadata value, and reports of each.
.DESCRIPTION
    A runbook for the evening. The ACTIVE servers whose metadata has
    -MetadataKey with -MetadataValue are stopped and waited for. One that
    has the key -KeepKey, with any value but false, is left running.

    Each of these servers is one row of the report: Stopped, Kept, Failed
    (ErrorId says why), or NotBegun (nothing was begun for it, as with
    -WhatIf). The exit code is 0 when all is well, 1 when servers failed or
    were not reached. An error before the first stop (no connection, no
    list of servers) is thrown, and nothing is stopped.
.PARAMETER MetadataKey
    The metadata key that marks the servers.
.PARAMETER MetadataValue
    Its value, to the letter.
.PARAMETER Cloud
    A cloud of clouds.yaml: connects to it, and disconnects at the end.
.PARAMETER Connection
    An open connection. Without it and without -Cloud: the default
    connection.
.PARAMETER KeepKey
    The metadata key of servers that are left running.
.PARAMETER Timeout
    How long to wait for all, in seconds; -1 has no limit.
.EXAMPLE
    ./Stop-ServerByMetadata.ps1 schedule office-hours -WhatIf
.EXAMPLE
    ./Stop-ServerByMetadata.ps1 schedule office-hours -Cloud prod |
        Format-Table
#>
#Requires -Version 5.1
#Requires -Modules NovaPS
[CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'Connection')]
param(
    [Parameter(Mandatory = $true, Position = 0)] [string] $MetadataKey,
    [Parameter(Mandatory = $true, Position = 1)] [string] $MetadataValue,
    [Parameter(Mandatory = $true, ParameterSetName = 'Cloud')] [string] $Cloud,
    [Parameter(ParameterSetName = 'Connection')] [ValidateNotNull()] [NovaPS.NovaConnection] $Connection,
    [ValidateNotNullOrEmpty()] [string] $KeepKey = 'keep-running',
    [ValidateRange(-1, 86400)] [int] $Timeout = 300
)

# Only commands of the engine itself: $PSCmdlet.WriteWarning instead of Write-Warning, and so on.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'        # what fails before the first stop ends the script: it must not act on another cloud
$InformationPreference = 'Continue'    # the summary is shown

$at = @{}
if ($Cloud) { $at.Connection = Connect-NovaProject -Cloud $Cloud -NotDefault }
if ($Connection) { $at.Connection = $Connection }
try {
    $marked = [NovaPS.NovaServer[]] @(Get-NovaServer @at -Status Active |
        Where-Object { $_.Metadata.ContainsKey($MetadataKey) -and $_.Metadata[$MetadataKey] -ceq $MetadataValue })

    if (-not $marked) { $PSCmdlet.WriteWarning("No ACTIVE server has the metadata $MetadataKey=$MetadataValue.") }
    [Array]::Sort([string[]] @($marked | ForEach-Object { $_.Name }), $marked, [StringComparer]::Ordinal)

    # Every server has its row before anything is begun, so that none can be lost.
    $rows = @{}
    foreach ($server in $marked) {
        $isKept = $server.Metadata.ContainsKey($KeepKey) -and $server.Metadata[$KeepKey] -ne 'false'
        $rows[$server.Id] = [pscustomobject] @{
            Server = $server.Name; Result = if ($isKept) { 'Kept' } else { 'NotBegun' }; Status = $server.Status
            ErrorId = ''; Id = $server.Id; RequestId = ''
        }
    }

    $ErrorActionPreference = 'Continue'    # from here on an error for one server stops nothing
    $refused = @()
    $lost = @()
    $end = ''
    try {
        $marked | Where-Object { $rows[$_.Id].Result -ne 'Kept' } |
            Stop-NovaServer @at -Idempotent -ErrorVariable refused -ErrorAction Continue | ForEach-Object {
                # Failed until it has arrived.
                $rows[$_.ServerId].Result = 'Failed'
                $rows[$_.ServerId].RequestId = $_.RequestId
                $_
            } | Wait-NovaServer @at -Timeout $Timeout -ErrorVariable lost -ErrorAction Continue | ForEach-Object {
                $rows[$_.Id].Result = 'Stopped'
                $rows[$_.Id].Status = $_.Status
            }
    } catch [NovaPS.NovaException] {
        # It ends the work of the connection: every other request would meet it too.
        $end = $_.Exception.Message
        foreach ($row in $rows.Values) { if ($row.Result -in 'Failed', 'NotBegun') { $row.ErrorId = [string] $_.Exception.ErrorId } }
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

    $report = @($marked | ForEach-Object { $rows[$_.Id] })
    $report
    if ($end) { $PSCmdlet.WriteWarning("The connection could not go on: $end") }
    $counts = foreach ($result in 'Stopped', 'Kept', 'Failed', 'NotBegun') { "$result $(@($report | Where-Object { $_.Result -eq $result }).Count)" }
    if (-not $WhatIfPreference) { $PSCmdlet.WriteInformation("$MetadataKey=${MetadataValue}: $($counts -join ', ').", @('Summary')) }
} finally {
    if ($Cloud) { Disconnect-NovaProject $at.Connection -WhatIf:$false -Confirm:$false }
}

if ($end -or @($report | Where-Object { $_.Result -eq 'Failed' })) { exit 1 }
exit 0
