# Runs the commands below one by one, and shows each as a person would type it. The exit code is 1 on any error but the expected one.
$demonstration = {
    # Start a simulated cloud: a Keystone and a Nova on loopback, in this process.
    $floating = @{ Address = '203.0.113.7'; Type = 'floating' }
    $sim = Start-NovaSimulator @(
        @{ Name = 'db1';    Status = 'ACTIVE';   Addresses = @{ private = '10.0.0.11' } }
        @{ Name = 'web1';   Status = 'SHUTOFF';  Addresses = @{ private = '10.0.0.21', $floating } }
        @{ Name = 'web2';   Status = 'ACTIVE';   Addresses = @{ private = '10.0.0.22' } }
        @{ Name = 'web3';   Status = 'SHUTOFF';  Addresses = @{ private = '10.0.0.23' } }
        @{ Name = 'batch1'; Status = 'PAUSED';   Addresses = @{ private = '10.0.0.31' } }
        @{ Name = 'test1';  Status = 'ERROR';    FaultMessage = 'No valid host was found.' }
    )
    Connect-NovaProject -Simulator $sim
    Get-NovaServer

    # The main job: start the stopped servers, and wait until they are running.
    Get-NovaServer web* -Status Shutoff | Start-NovaServer | Wait-NovaServer

    # db1 is running already: Nova refuses, and the error says why.
    Start-NovaServer db1

    # What the cloud recorded.
    Get-NovaServerAction web1
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
if ($Error.Count -ne 1 -or $Error[0].FullyQualifiedErrorId -notlike 'NovaServerInvalidState,*') { exit 1 }
