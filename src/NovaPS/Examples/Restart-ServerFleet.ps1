<#
.SYNOPSIS
    Restarts servers in batches, and stops at the first failure.
.DESCRIPTION
    Restarts the ACTIVE servers that -Server selects, -BatchSize at a time.
    The next batch is restarted when every server of the previous one
    accepts connections on -Port. If a server fails, the batch is
    completed, and the remaining servers are not restarted.

    Writes each server when it is ready. The exit code is 0 if nothing
    failed, and 1 if servers failed.
.PARAMETER Server
    Specifies the servers: names, names with wildcards, or ids.
.PARAMETER BatchSize
    Specifies how many servers are restarted at once. The default is 1.
.PARAMETER Port
    Specifies the TCP port that a server accepts connections on when it is
    ready. The default is 22. 0 waits only for the restart itself.
.PARAMETER Force
    Restarts the servers as if their power were cut.
.PARAMETER Timeout
    Specifies how long to wait for each batch, in seconds. The default is
    300. -1 waits without limit.
.PARAMETER Cloud
    Specifies a cloud in clouds.yaml. The script connects to it, and
    disconnects at the end.
.PARAMETER Connection
    Specifies an open connection. The default is the default connection.
.EXAMPLE
    ./Restart-ServerFleet.ps1 web-* -WhatIf

    Shows the servers in the order in which they would be restarted.
.EXAMPLE
    ./Restart-ServerFleet.ps1 web-* -BatchSize 2 -Port 443 -Cloud prod

    Restarts two web servers at a time. The other web servers stay
    available.
#>

#Requires -Version 5.1
#Requires -Modules NovaPS
[CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Connection')]
param(
    [Parameter(Mandatory, Position = 0)] [string[]] $Server,
    [ValidateRange(1, 1000)] [int] $BatchSize = 1,
    [ValidateRange(0, 65535)] [int] $Port = 22,
    [switch] $Force,
    [ValidateRange(-1, 86400)] [int] $Timeout = 300,
    [Parameter(Mandatory, ParameterSetName = 'Cloud')] [string] $Cloud,
    [Parameter(ParameterSetName = 'Connection')] [ValidateNotNull()] $Connection
)

$ErrorActionPreference = 'Stop'
$target = @{}
if ($Cloud) { $target.Connection = Connect-NovaProject -Cloud $Cloud -NotDefault }
if ($Connection) { $target.Connection = $Connection }
$condition = if ($Port) { @{ For = "Tcp:$Port" } } else { @{} }
try {
    $servers = @(Get-NovaServer $Server -Status Active @target | Sort-Object Name)
    if (-not $servers) { Write-Warning "No ACTIVE server matches $($Server -join ', ')." }

    for ($next = 0; $next -lt $servers.Count -and -not $failed; $next += $BatchSize) {
        $servers | Select-Object -Skip $next -First $BatchSize |
            Restart-NovaServer @target -Force:$Force -ErrorAction Continue -ErrorVariable refused |
            Wait-NovaServer @target @condition -Timeout $Timeout -ErrorAction Continue -ErrorVariable lost
        $failed = $refused.Count + $lost.Count
    }

    $rest = @($servers | Select-Object -Skip $next)
    if ($rest) { Write-Warning "Servers that were not restarted: $($rest.Name -join ', ')." }
} finally {
    if ($Cloud) { Disconnect-NovaProject $target.Connection -WhatIf:$false -Confirm:$false }
}

if ($failed) { exit 1 }
exit 0
