<#
    What the code in the about topics does, section by section: Invoke-StageTopic runs the blocks of one, in their order and
    in one scope, and tells what is not as it should be. Stage.ps1, dot-sourced before, makes the world that they assume.

    A section's blocks end without an error, but for one of those named in Errors; then Check is true. Before comes before
    them. In Check, $StageShown is what they wrote.
#>

# Names that the topics have and the stage has not.
$StageWords['4b1f0cd5aed34ba6a8c1ef0b2cd2a2d4'] = $simulator.UserId
$StageWords['-ProjectName web'] = '-ProjectName demo'
$StageWords['-ProjectName other -Region west'] = '-ProjectName demo -Region RegionOne'
$StageWords['Get-Credential night'] = 'Get-Credential ' + $simulator.ApplicationCredentialName
$StageWords['-Cloud a'] = '-Cloud prod'
$StageWords['-Cloud b'] = '-Cloud test'
$StageWords['Tcp:443'] = $StageWords['Tcp:22']

function StageStatus([string] $Name) { $simulator.GetServer($Name).Status }

$StageTopics = @{
    'about_NovaPS' = @{
        Check = { 'ACTIVE' -eq (StageStatus web-01) -and 'ACTIVE' -eq (StageStatus web-02) -and $StageShown[-1].Status -eq 'ACTIVE' }
    }
    'about_NovaPS Connecting' = @{
        Before = { Disconnect-NovaProject }
        Check = { $StageShown.Name -join ' ' -eq 'prod prod' -and @(Get-NovaConnection).Count -eq 2 }
    }
    'about_NovaPS Actions and waiting' = @{
        Check = { $begun.Count -eq 3 -and @($begun | Where-Object AlreadySatisfied).Count -eq 2 -and @($StageShown | Where-Object Status -EQ ACTIVE).Count -eq 4 }
    }
    'about_NovaPS Bulk operations' = @{
        Before = { $simulator.Lock('web-02') }
        Errors = 'NovaServerLocked'
        Check = { $begun.Count -eq 1 -and $simulator.GetServer('web-02').Id -in $StageShown -and 'ACTIVE' -eq (StageStatus web-01) }
    }
    'about_NovaPS Output and tab completion' = @{
        Check = { ($StageShown | Out-String) -match 'HostId|TaskState' -and ($StageShown | Out-String) -match '10\.0\.0\.13' }
    }
    'about_NovaPS Saving objects' = @{
        Check = { $StageShown[-1].Name -eq 'web-01' -and $StageShown[-1].Status -eq 'ACTIVE' }
    }
    'about_NovaPS Errors' = @{
        Before = { $simulator.Lock('web-01') }
        Check = { $StageShown -join ' ' -eq 'NovaServerLocked' }
    }
    'about_NovaPS The simulator' = @{
        Check = { $StageShown[-1].Name -eq 'web-01' -and $StageShown[-1].Status -eq 'ACTIVE' -and -not $simulator.IsRunning }
    }
    'about_NovaPS Examples' = @{
        Check = { 'ACTIVE' -eq (StageStatus web-02) -and 'ACTIVE' -eq (StageStatus test-02) -and ($StageShown[-1] | Out-String) -match 'MaxFailures' }
    }
    'about_NovaPS_Connections Ways to connect' = @{
        Before = {
            $id = $simulator.ApplicationCredentialId
            $projectId = $simulator.ProjectId
            $connection = Get-NovaConnection
            # What the person types, in turn: a password, and then tokens.
            $StageTyped = [Collections.Queue]::new(@($simulator.GetPassword(), $simulator.CreateToken(), $simulator.CreateToken()))
            function Read-Host([switch] $AsSecureString) { StageSecret $StageTyped.Dequeue() }
        }
        Check = { $StageShown.Count -eq 12 -and $StageTyped.Count -eq 0 -and [object]::ReferenceEquals($StageShown[-1], $connection) -and (Get-NovaConnection | Where-Object IsDefault).Name -eq 'prod' }
    }
    'about_NovaPS_Connections Multiple clouds' = @{
        Check = { @($StageShown | Where-Object Action -EQ start).Count -eq 2 -and 'web-12' -in $StageShown.Name -and 'web-02' -in $StageShown.Name }
        Before = { $StageTest.SetStatus('web-12', 'SHUTOFF'); $simulator.SetStatus('db-01', 'SHUTOFF'); $simulator.SetStatus('web-03', 'SHUTOFF') }
    }
    'about_NovaPS_Errors Handling errors' = @{
        # The last block stops web-01; again, it is refused.
        Check = {
            "$StageShown" -match '^NovaServerInvalidState: 2 begun 0 not sent' -and "$StageShown" -match 'web-03 \(\S+\): NovaServerInvalidState 409 req-' -and
                'ACTIVE' -eq (StageStatus web-02) -and 'SHUTOFF' -eq (StageStatus web-01) -and (. ([scriptblock]::Create($Blocks[-1]))) -eq 'it does not run'
        }
    }
    'about_NovaPS_Testing Servers' = @{
        Check = { $StageShown[0].GetServers().Count -eq 3 -and $StageShown[1].GetServer('web2').Status -eq 'SHUTOFF' -and $StageShown[2].GetServer('web1').Status -eq 'ERROR' -and $StageShown[3].GetServer('web1').Locked -and $StageShown[-1].UserName -eq 'reader' -and $null -eq $sim.GetServer('web1') }
    }
    'about_NovaPS_Testing Fault injection' = @{
        Check = { $sim.GetFaults().Count -eq 5 -and $StageShown.Count -eq 5 }
    }
    'about_NovaPS_Testing Recorded requests' = @{
        Before = {
            $null = Connect-NovaProject -Simulator $sim
            $null = Start-NovaServer web1, web2
        }
        Check = { $StageShown.Path -contains '/v3/auth/tokens' -and @($StageShown | Where-Object Action -EQ os-start).Count -eq 2 }
    }
    'about_NovaPS_Testing Simulated time' = @{
        # Microsoft.PowerShell.SDK does not have the module ThreadJob.
        Before = { if (-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) { function Start-ThreadJob([scriptblock] $Block) { 1 | ForEach-Object -AsJob -Parallel $Block } } }
        Check = { $StageShown.Count -eq 7 -and ($StageShown[3, 5, 6].Status -join ' ') -eq 'ACTIVE ACTIVE ACTIVE' }
    }
    'about_NovaPS_Waiting' = @{
        Check = { $StageShown.Count -eq 2 }
    }
    'about_NovaPS_Waiting Conditions beyond a status' = @{
        Check = { $StageShown.Count -eq 2 -and $StageShown[1].Name -eq 'web-01' }
    }
    'about_NovaPS_Waiting Timeouts and polling' = @{
        # web-03 runs already, which ends it; the other two are waited for again.
        Check = { "$StageShown" -match 'active' -and $out.Count -eq 2 -and $StageShown[-2].Status -eq 'ACTIVE' -and $StageShown[-1].Status -eq 'ACTIVE' }
    }
    'about_NovaPS_Waiting Idempotent calls' = @{
        Check = { $StageShown.Count -eq 3 -and 'ACTIVE' -eq (StageStatus web-02) }
    }
    'about_NovaPS_Waiting In another session' = @{
        Check = { $StageShown[0].Status -eq 'ACTIVE' -and $begun.RequestId }
    }
}

# Complaints, one text each; none where all is as it should be.
function Invoke-StageTopic([string] $Name, [string[]] $Blocks) {
    $topic = $StageTopics[$Name]
    if ($null -eq $topic) { return "$Name has code, and tests/Examples/Topics.ps1 does not say what it does." }
    if ($topic.Before) { . $topic.Before }
    $StageShown = @()
    $StageErrors = @()
    foreach ($block in $Blocks) {
        $StageWritten = @()
        try {
            . ([scriptblock]::Create((ConvertTo-StageStatement $block))) *>&1 | ForEach-Object { $StageWritten += $_ }
        } catch {
            $StageErrors += $_
        }
        $StageErrors += @($StageWritten | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        $StageShown += @($StageWritten | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] })
    }
    foreach ($StageError in $StageErrors) {
        if (($StageError.FullyQualifiedErrorId -split ',')[0] -notin $topic.Errors) { "$($StageError.FullyQualifiedErrorId): $StageError" }
    }
    if (-not (. $topic.Check)) { "$Name did not do what Topics.ps1 says that it does; it wrote: " + ($StageShown -join '; ') }
}
