<#
.SYNOPSIS
    Stops the running servers with a metadata value.
.DESCRIPTION
    Stops the ACTIVE servers whose metadata key -MetadataKey has the value
    -MetadataValue, and waits until they are SHUTOFF. Servers with the key
    -KeepKey are not stopped, unless its value is false.

    Writes one row for each server. Result is Stopped, Kept, Failed (see
    ErrorId), or NotSent (nothing was sent, as with -WhatIf). The exit
    code is 0 if nothing failed and 1 otherwise. An error before the first
    stop is thrown.
.PARAMETER MetadataKey
    Specifies the metadata key that marks the servers.
.PARAMETER MetadataValue
    Specifies the value of the key. It is case-sensitive.
.PARAMETER Cloud
    Specifies a cloud in clouds.yaml. The script connects to it, and
    disconnects at the end.
.PARAMETER Connection
    Specifies an open connection. The default is the default connection.
.PARAMETER KeepKey
    Specifies the metadata key of servers that are not stopped. The default
    is keep-running.
.PARAMETER Timeout
    Specifies how long to wait for all servers, in seconds. The default is
    300. -1 waits without limit.
.EXAMPLE
    ./Stop-ServerByMetadata.ps1 schedule office-hours -WhatIf

    Shows which servers would be stopped.
.EXAMPLE
    ./Stop-ServerByMetadata.ps1 schedule office-hours -Cloud prod

    Connects to the cloud prod and stops the servers.
#>

#Requires -Version 5.1
#Requires -Modules NovaPS
[CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Connection')]
param(
    [Parameter(Mandatory, Position = 0)] [string] $MetadataKey,
    [Parameter(Mandatory, Position = 1)] [string] $MetadataValue,
    [Parameter(Mandatory, ParameterSetName = 'Cloud')] [string] $Cloud,
    [Parameter(ParameterSetName = 'Connection')] [ValidateNotNull()] $Connection,
    [ValidateNotNullOrEmpty()] [string] $KeepKey = 'keep-running',
    [ValidateRange(-1, 86400)] [int] $Timeout = 300
)

$ErrorActionPreference = 'Stop'
$target = @{}
if ($Cloud) { $target.Connection = Connect-NovaProject -Cloud $Cloud -NotDefault }
if ($Connection) { $target.Connection = $Connection }
try {
    $marked = Get-NovaServer @target -Status Active | Where-Object { $_.Metadata[$MetadataKey] -ceq $MetadataValue } | Sort-Object Name
    if (-not $marked) { Write-Warning "No ACTIVE server has the metadata $MetadataKey=$MetadataValue." }

    $rows = @{}
    $report = foreach ($server in $marked) {
        $isKept = $server.Metadata.ContainsKey($KeepKey) -and $server.Metadata[$KeepKey] -ne 'false'
        $rows[$server.Id] = [pscustomobject] @{
            Server = $server.Name; Result = if ($isKept) { 'Kept' } else { 'NotSent' }; Status = $server.Status
            ErrorId = ''; Id = $server.Id; RequestId = ''
        }
        $rows[$server.Id]
    }

    try {
        $marked | Where-Object { $rows[$_.Id].Result -ne 'Kept' } |
            Stop-NovaServer @target -Idempotent -ErrorAction Continue -ErrorVariable refused | ForEach-Object {
                # Counts as failed until the server is SHUTOFF.
                $rows[$_.ServerId].Result = 'Failed'
                $rows[$_.ServerId].RequestId = $_.RequestId
                $_
            } | Wait-NovaServer @target -Timeout $Timeout -ErrorAction Continue -ErrorVariable lost | ForEach-Object {
                $rows[$_.Id].Result = 'Stopped'
                $rows[$_.Id].Status = $_.Status
            }
    } catch {
        # The error ends all work of the connection.
        Write-Warning "The connection failed: $_"
        $connectionFailed = $true
        foreach ($row in $report | Where-Object Result -In Failed, NotSent) { $row.ErrorId = "$($_.Exception.ErrorId)" }
    }
    foreach ($problem in (@($refused) + @($lost)).Exception | Where-Object ServerId) {
        $row = $rows[$problem.ServerId]
        $row.Result = 'Failed'
        $row.ErrorId = "$($problem.ErrorId)"
        if (-not $row.RequestId) { $row.RequestId = $problem.RequestId }
        if ($problem.Server) { $row.Status = $problem.Server.Status }
    }

    $report
    $counts = $report | Group-Object Result -NoElement | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" }
    if ($counts -and -not $WhatIfPreference) { Write-Information "$MetadataKey=${MetadataValue}: $($counts -join ', ')." -InformationAction Continue }
} finally {
    if ($Cloud) { Disconnect-NovaProject $target.Connection -WhatIf:$false -Confirm:$false }
}

if ($connectionFailed -or $report.Result -contains 'Failed') { exit 1 }
exit 0
