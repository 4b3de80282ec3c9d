<#
.SYNOPSIS
    Shelves the servers with a metadata value for the night.
.DESCRIPTION
    Shelves the ACTIVE servers whose metadata key -MetadataKey has the
    value -MetadataValue, so that they need no compute host. Adds them to a
    CSV file first: Resume-ServerFromFile.ps1 resumes the servers of that
    file in the morning, and no others.

    Writes each server when it is shelved. The exit code is 0 if nothing
    failed, and 1 if servers failed. You can run the script again.
.PARAMETER MetadataKey
    Specifies the metadata key that marks the servers.
.PARAMETER MetadataValue
    Specifies the value of the key. It is case-sensitive.
.PARAMETER Path
    Specifies the CSV file for the servers.
.PARAMETER Timeout
    Specifies how long to wait for all servers, in seconds. The default is
    3600, because the disk of each server is saved. -1 waits without limit.
.PARAMETER Cloud
    Specifies a cloud in clouds.yaml. The script connects to it, and
    disconnects at the end.
.PARAMETER Connection
    Specifies an open connection. The default is the default connection.
.EXAMPLE
    ./Suspend-ServerByMetadata.ps1 schedule office night.csv -WhatIf

    Shows which servers would be shelved.
.EXAMPLE
    ./Suspend-ServerByMetadata.ps1 schedule office night.csv -Cloud prod

    Shelves the servers in the evening.
#>

#Requires -Version 5.1
#Requires -Modules NovaPS
[CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Connection')]
param(
    [Parameter(Mandatory, Position = 0)] [string] $MetadataKey,
    [Parameter(Mandatory, Position = 1)] [string] $MetadataValue,
    [Parameter(Mandatory, Position = 2)] [string] $Path,
    [ValidateRange(-1, 86400)] [int] $Timeout = 3600,
    [Parameter(Mandatory, ParameterSetName = 'Cloud')] [string] $Cloud,
    [Parameter(ParameterSetName = 'Connection')] [ValidateNotNull()] $Connection
)

$ErrorActionPreference = 'Stop'
$target = @{}
if ($Cloud) { $target.Connection = Connect-NovaProject -Cloud $Cloud -NotDefault }
if ($Connection) { $target.Connection = $Connection }
try {
    $servers = @(Get-NovaServer -Status Active @target | Where-Object { $_.Metadata[$MetadataKey] -ceq $MetadataValue } | Sort-Object Name)
    if (-not $servers) { Write-Warning "No ACTIVE server has the metadata $MetadataKey=$MetadataValue." }

    # Every server is in the file before it is shelved, so that none is forgotten in the morning.
    if ($servers) { $servers | Select-Object Id, Name | Export-Csv -LiteralPath $Path -Append -NoTypeInformation -Encoding UTF8 }
    $servers | Suspend-NovaServer @target -Mode Shelve -Idempotent -Wait -Timeout $Timeout -ErrorAction Continue -ErrorVariable failed
} finally {
    if ($Cloud) { Disconnect-NovaProject $target.Connection -WhatIf:$false -Confirm:$false }
}

if ($failed) { exit 1 }
exit 0
