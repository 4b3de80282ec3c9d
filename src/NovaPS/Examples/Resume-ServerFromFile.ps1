<#
.SYNOPSIS
    Resumes the servers that were shelved for the night.
.DESCRIPTION
    Resumes the servers in the CSV file of Suspend-ServerByMetadata.ps1,
    and waits until they are ACTIVE. Servers that are already ACTIVE are
    not changed. If all servers are ACTIVE, the file is deleted.

    Writes each server when it is ACTIVE. The exit code is 0 if nothing
    failed, and 1 if servers failed: the file is kept, so that you can run
    the script again.
.PARAMETER Path
    Specifies the CSV file with the servers, with a column Id or Name.
.PARAMETER Timeout
    Specifies how long to wait for all servers, in seconds. The default is
    3600. -1 waits without limit.
.PARAMETER Cloud
    Specifies a cloud in clouds.yaml. The script connects to it, and
    disconnects at the end.
.PARAMETER Connection
    Specifies an open connection. The default is the default connection.
.EXAMPLE
    ./Resume-ServerFromFile.ps1 night.csv -WhatIf

    Shows which servers would be resumed.
.EXAMPLE
    ./Resume-ServerFromFile.ps1 night.csv -Cloud prod

    Resumes the servers in the morning.
#>

#Requires -Version 5.1
#Requires -Modules NovaPS
[CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Connection')]
param(
    [Parameter(Mandatory, Position = 0)] [string] $Path,
    [ValidateRange(-1, 86400)] [int] $Timeout = 3600,
    [Parameter(Mandatory, ParameterSetName = 'Cloud')] [string] $Cloud,
    [Parameter(ParameterSetName = 'Connection')] [ValidateNotNull()] $Connection
)

$ErrorActionPreference = 'Stop'
# A server is in the file twice if it was shelved on two evenings.
$servers = @(Import-Csv -LiteralPath $Path | Sort-Object Id, Name -Unique)
$target = @{}
if ($Cloud) { $target.Connection = Connect-NovaProject -Cloud $Cloud -NotDefault }
if ($Connection) { $target.Connection = $Connection }
try {
    $servers | Resume-NovaServer @target -Idempotent -Wait -Timeout $Timeout -ErrorAction Continue -ErrorVariable failed
} finally {
    if ($Cloud) { Disconnect-NovaProject $target.Connection -WhatIf:$false -Confirm:$false }
}

if ($failed) { exit 1 }
Remove-Item -LiteralPath $Path
exit 0
