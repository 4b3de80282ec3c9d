<#
.SYNOPSIS
    Starts the fleet from a scheduled task, with a secret of a vault.
.DESCRIPTION
    Gets a credential with Get-Secret, connects with it, runs
    Start-ServerFleet.ps1, which stands beside this script, and
    disconnects. What happens is appended to the log: every row, warning
    and error, and no secret.

    The exit code is 0 when all is well, 1 when servers failed, 2 when the
    rollout was stopped or could not begin.

    The cloud stands in clouds.yaml, without a password. The vault must
    open without a question for the account that the task runs as.
.PARAMETER Cloud
    The cloud of clouds.yaml to connect to.
.PARAMETER SecretName
    The name of the secret. It is a PSCredential: Set-Secret nova-prod
    (Get-Credential).
.PARAMETER Vault
    The vault that has it. Without it: the default vault.
.PARAMETER ApplicationCredential
    The secret is an application credential (its id and its secret), not a
    user and a password.
.PARAMETER LogPath
    The file to append to.
.PARAMETER MetadataKey
    See Start-ServerFleet.ps1, as for the parameters that follow.
.PARAMETER MaxFailures
    So many servers may fail before the rollout is stopped.
.PARAMETER Timeout
    How long to wait for each wave, in seconds.
.PARAMETER ReportPath
    A CSV file for the report.
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

    On Windows: registers the task, as the account whose vault has the
    secret.
.EXAMPLE
    30 6 * * 1-5  /opt/nova/fleet.sh

    Elsewhere: a line for crontab. fleet.sh has the command: exec pwsh
    -NoProfile -NonInteractive -File /opt/nova/Start-ServerFleetTask.ps1
    -Cloud prod -SecretName nova-prod -LogPath /var/log/nova/fleet.log
#>
#Requires -Version 5.1
#Requires -Modules NovaPS
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)] [string] $Cloud,
    [Parameter(Mandatory = $true)] [string] $SecretName,
    [string] $Vault,
    [switch] $ApplicationCredential,
    [Parameter(Mandatory = $true)] [string] $LogPath,
    [string] $MetadataKey = 'wave',
    [int] $MaxFailures = 0,
    [int] $Timeout = 300,
    [string] $ReportPath
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
# .NET has a working folder of its own: it gets the full path.
$log = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($LogPath)

# One line each, whatever the text. Somebody who reads the log at the moment does not end the rollout.
function Add-LogLine([string] $Text) {
    $line = [DateTime]::UtcNow.ToString('u') + ' ' + ($Text -replace '[\x00-\x1f]+', ' ') + [Environment]::NewLine
    for ($try = 1; $try -le 10; $try++) {
        try { [System.IO.File]::AppendAllText($log, $line); return } catch { [System.Threading.Thread]::Sleep(300) }
    }
    [Console]::Error.WriteLine("Not in the log: $line")
}

try {
    [System.IO.File]::AppendAllText($log, '')
} catch {
    [Console]::Error.WriteLine("The log $log cannot be written: $_")
    exit 2
}

$connection = $null
$exitCode = 2
try {
    Add-LogLine "Starting the fleet of $Cloud."
    if (-not (Get-Command Get-Secret -ErrorAction Ignore)) { throw 'There is no Get-Secret: install the module Microsoft.PowerShell.SecretManagement, and a vault.' }
    $from = @{ Name = $SecretName }
    if ($Vault) { $from.Vault = $Vault }
    $secret = Get-Secret @from
    if ($secret -isnot [pscredential]) { throw "The secret '$SecretName' is no PSCredential. Store it with Set-Secret $SecretName (Get-Credential)." }
    $login = if ($ApplicationCredential) { @{ ApplicationCredential = $secret } } else { @{ Credential = $secret } }
    $connection = Connect-NovaProject -Cloud $Cloud @login -NotDefault

    $options = @{ MetadataKey = $MetadataKey; MaxFailures = $MaxFailures; Timeout = $Timeout }
    if ($ReportPath) { $options.ReportPath = $ReportPath }
    & "$PSScriptRoot/Start-ServerFleet.ps1" -Connection $connection @options *>&1 | ForEach-Object {
        if ($_ -is [System.Management.Automation.ErrorRecord]) { Add-LogLine "ERROR $_" }
        elseif ($_ -is [System.Management.Automation.WarningRecord]) { Add-LogLine "WARNING $_" }
        elseif ($_ -is [System.Management.Automation.InformationRecord]) { Add-LogLine "$_" }
        elseif ($_ -isnot [System.Management.Automation.VerboseRecord] -and $_ -isnot [System.Management.Automation.DebugRecord]) {
            Add-LogLine "$($_.Wave) $($_.Server) $($_.Id) $($_.Result) $($_.Status) $($_.ErrorId) $($_.RequestId)".TrimEnd()
            $_
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
