<#
.SYNOPSIS
    Runs Start-ServerFleet.ps1 from a scheduled task.
.DESCRIPTION
    Gets a credential with Get-Secret, which is a command of the module
    Microsoft.PowerShell.SecretManagement, connects with it, and runs
    Start-ServerFleet.ps1 from the same folder. Every row, warning and
    error is appended to the log, but no secret.

    The exit code is 0 if nothing failed, 1 if servers failed, and 2 if the
    rollout was stopped or could not start.

    The cloud is an entry in clouds.yaml without a password. The account
    that runs the task must be able to open the vault without a prompt.
.PARAMETER Cloud
    Specifies the cloud in clouds.yaml.
.PARAMETER SecretName
    Specifies the name of the secret, which is a PSCredential. To store it,
    run Set-Secret nova-prod (Get-Credential).
.PARAMETER Vault
    Specifies the vault of the secret. The default is the default vault.
.PARAMETER ApplicationCredential
    Specifies that the secret is an application credential, with its id as
    the user name and its secret as the password.
.PARAMETER LogPath
    Specifies the log file to append to.
.PARAMETER MetadataKey
    Specifies the metadata key whose value is the name of the wave. The
    default is wave.
.PARAMETER MaxFailures
    Specifies how many servers can fail before the rollout is stopped. The
    default is 0.
.PARAMETER Timeout
    Specifies how long to wait for each wave, in seconds. The default is
    300.
.PARAMETER ReportPath
    Specifies a CSV file for the report.
.EXAMPLE
    $run = '-NoProfile -NonInteractive -ExecutionPolicy RemoteSigned' +
        ' -File C:\Scripts\Start-ServerFleetTask.ps1' +
        ' -Cloud prod -SecretName nova-prod -LogPath C:\Logs\fleet.log'
    $action = New-ScheduledTaskAction powershell.exe -Argument $run
    $days = 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'
    $trigger = New-ScheduledTaskTrigger -Weekly -DaysOfWeek $days -At 06:30
    $user = Get-Credential CONTOSO\nova
    Register-ScheduledTask 'Start the fleet' -Action $action `
        -Trigger $trigger -User $user.UserName `
        -Password $user.GetNetworkCredential().Password

    Registers the task on Windows, with the account that owns the vault.
.EXAMPLE
    30 6 * * 1-5  /opt/nova/fleet.sh

    A line in a crontab on Linux and macOS. fleet.sh runs exec pwsh
    -NoProfile -NonInteractive -File /opt/nova/Start-ServerFleetTask.ps1
    -Cloud prod -SecretName nova-prod -LogPath /var/log/nova/fleet.log
#>

#Requires -Version 5.1
#Requires -Modules NovaPS
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Cloud,
    [Parameter(Mandatory)] [string] $SecretName,
    [string] $Vault,
    [switch] $ApplicationCredential,
    [Parameter(Mandatory)] [string] $LogPath,
    [string] $MetadataKey = 'wave',
    [int] $MaxFailures = 0,
    [int] $Timeout = 300,
    [string] $ReportPath
)

$ErrorActionPreference = 'Stop'

# Writes one line, whatever the text. A line that cannot be written does not end the rollout.
function Add-LogLine([string] $Text) {
    Add-Content -LiteralPath $LogPath -Value "$(Get-Date -Format s) $($Text -replace '\p{C}+', ' ')" -Encoding UTF8 -ErrorAction Continue
}

$connection = $null
$exitCode = 2
try {
    # Ends the script if the log cannot be written.
    Add-Content -LiteralPath $LogPath -Value @()
    Add-LogLine "Starting the fleet of $Cloud."
    $from = @{ Name = $SecretName }
    if ($Vault) { $from.Vault = $Vault }
    $secret = Get-Secret @from
    if ($secret -isnot [pscredential]) { throw "The secret '$SecretName' is not a PSCredential. Store one with Set-Secret $SecretName (Get-Credential)." }
    $login = if ($ApplicationCredential) { @{ ApplicationCredential = $secret } } else { @{ Credential = $secret } }
    $connection = Connect-NovaProject -Cloud $Cloud @login -NotDefault

    $fleet = @{ Connection = $connection; MetadataKey = $MetadataKey; MaxFailures = $MaxFailures; Timeout = $Timeout; ReportPath = $ReportPath }
    & "$PSScriptRoot/Start-ServerFleet.ps1" @fleet *>&1 | ForEach-Object {
        $record = $_
        switch ($record.GetType().Name) {
            ErrorRecord { Add-LogLine "ERROR $record" }
            WarningRecord { Add-LogLine "WARNING $record" }
            InformationRecord { Add-LogLine $record }
            PSCustomObject {
                Add-LogLine (($record.Wave, $record.Server, $record.Id, $record.Result, $record.Status, $record.ErrorId, $record.RequestId -join ' ').TrimEnd())
                $record
            }
        }
    }
    $exitCode = $LASTEXITCODE
} catch {
    Add-LogLine "ERROR $_"
} finally {
    if ($connection) { Disconnect-NovaProject $connection }
    Add-LogLine "The exit code is $exitCode."
}

exit $exitCode
