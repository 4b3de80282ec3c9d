# Runs the commands below one by one, and shows each as a person would type it. The exit code is 1 on any error but the expected one.
$demonstration = {
    # A simulated cloud in this process, with a compute host that fails to start db1.
    $sim = Start-NovaSimulator @(
        @{ Name = 'web1'; Status = 'SHUTOFF'; Addresses = @{ private = '10.0.0.21' } }
        @{ Name = 'web2'; Status = 'SHUTOFF'; Addresses = @{ private = '10.0.0.22' } }
        @{ Name = 'db1';  Status = 'SHUTOFF'; Addresses = @{ private = '10.0.0.11' } }
    )
    $fault = Add-NovaSimulatorFault $sim -Server db1 -FailsOnHost

    # Connect to it, and list the servers.
    $connection = Connect-NovaProject -Simulator $sim
    Get-NovaServer

    # Start all stopped web servers, and wait until they are running.
    Get-NovaServer web* -Status Shutoff | Start-NovaServer | Wait-NovaServer

    # The cloud accepts the start of db1, but it fails on the compute host.
    Start-NovaServer db1 -Wait

    # Show the cloud's records of the actions.
    Get-NovaServerAction db1
}

if ([Console]::IsOutputRedirected) { $PSStyle.OutputRendering = 'PlainText' }
$Error.Clear()
$text = $demonstration.ToString() -replace '(?m)^    '
$position = 0
foreach ($statement in [scriptblock]::Create($text).Ast.EndBlock.Statements) {
    foreach ($line in $text.Substring($position, $statement.Extent.EndOffset - $position).Trim().Split("`n")) {
        if ($line -match '^#') { "`n$line" } elseif ($line -match '^[ )]') { ">> $line" } else { "PS> $line" }
    }
    . ([scriptblock]::Create($statement.Extent.Text)) | Out-Default
    $position = $statement.Extent.EndOffset
}
if ($Error.Count -ne 1 -or $Error[0].FullyQualifiedErrorId -notlike 'NovaServerActionFailed,*') { exit 1 }
