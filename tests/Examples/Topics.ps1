<#
    What the code in the about topics does, section by section: Invoke-FixtureTopic runs the blocks of one, in their order and
    in one scope, and tells what is not as it should be. Fixture.ps1, dot-sourced before, makes the world that they assume.

    A section's blocks end without an error, but for one of those named in Errors; then Check is true. Before comes before
    them. In Check, $FixtureShown is what they wrote.
#>

# Names that the topics have and the fixture has not.
$FixtureWords['4b1f0cd5aed34ba6a8c1ef0b2cd2a2d4'] = $simulator.UserId
$FixtureWords['-ProjectName web'] = '-ProjectName demo'
$FixtureWords['-ProjectName other -Region west'] = '-ProjectName demo -Region RegionOne'
$FixtureWords['Get-Credential night'] = 'Get-Credential ' + $simulator.ApplicationCredentialName
$FixtureWords['-Cloud a'] = '-Cloud prod'
$FixtureWords['-Cloud b'] = '-Cloud test'
$FixtureWords['Tcp:443'] = $FixtureWords['Tcp:22']

function FixtureStatus([string] $Name) { $simulator.GetServer($Name).Status }

$FixtureTopics = @{
    'about_NovaPS' = @{
        Check = { 'ACTIVE' -eq (FixtureStatus web-01) -and 'ACTIVE' -eq (FixtureStatus web-02) -and $FixtureShown[-1].Status -eq 'ACTIVE' }
    }
    'about_NovaPS Connecting' = @{
        Before = { Disconnect-NovaProject }
        Check = { $FixtureShown.Name -join ' ' -eq 'prod prod' -and @(Get-NovaConnection).Count -eq 2 }
    }
    'about_NovaPS Actions and waiting' = @{
        Check = { $begun.Count -eq 3 -and @($begun | Where-Object AlreadySatisfied).Count -eq 2 -and @($FixtureShown | Where-Object Status -EQ ACTIVE).Count -eq 4 }
    }
    'about_NovaPS Bulk operations' = @{
        Before = { $simulator.Lock('web-02') }
        Errors = 'NovaServerLocked'
        Check = { $begun.Count -eq 1 -and $simulator.GetServer('web-02').Id -in $FixtureShown -and 'ACTIVE' -eq (FixtureStatus web-01) }
    }
    'about_NovaPS Output and tab completion' = @{
        Check = { ($FixtureShown | Out-String) -match 'HostId|TaskState' -and ($FixtureShown | Out-String) -match '10\.0\.0\.13' }
    }
    'about_NovaPS Saving objects' = @{
        Check = { $FixtureShown[-1].Name -eq 'web-01' -and $FixtureShown[-1].Status -eq 'ACTIVE' }
    }
    'about_NovaPS Errors' = @{
        Before = { $simulator.Lock('web-01') }
        Check = { $FixtureShown -join ' ' -eq 'NovaServerLocked' }
    }
    'about_NovaPS The simulator' = @{
        Check = { $FixtureShown[-1].Name -eq 'web-01' -and $FixtureShown[-1].Status -eq 'ACTIVE' -and -not $simulator.IsRunning }
    }
    'about_NovaPS Examples' = @{
        Check = { 'ACTIVE' -eq (FixtureStatus web-02) -and 'ACTIVE' -eq (FixtureStatus test-02) -and ($FixtureShown[-1] | Out-String) -match 'MaxFailures' }
    }
    'about_NovaPS_Connections Ways to connect' = @{
        Before = {
            $id = $simulator.ApplicationCredentialId
            $projectId = $simulator.ProjectId
            $connection = Get-NovaConnection
            # What the person types, in turn: a password, and then tokens.
            $FixtureTyped = [Collections.Queue]::new(@($simulator.GetPassword(), $simulator.CreateToken(), $simulator.CreateToken()))
            function Read-Host([switch] $AsSecureString) { FixtureSecret $FixtureTyped.Dequeue() }
        }
        Check = { $FixtureShown.Count -eq 12 -and $FixtureTyped.Count -eq 0 -and [object]::ReferenceEquals($FixtureShown[-1], $connection) -and (Get-NovaConnection | Where-Object IsDefault).Name -eq 'prod' }
    }
    'about_NovaPS_Connections Multiple clouds' = @{
        Check = { @($FixtureShown | Where-Object Action -EQ start).Count -eq 2 -and 'web-12' -in $FixtureShown.Name -and 'web-02' -in $FixtureShown.Name }
        Before = { $FixtureTest.SetStatus('web-12', 'SHUTOFF'); $simulator.SetStatus('db-01', 'SHUTOFF'); $simulator.SetStatus('web-03', 'SHUTOFF') }
    }
    'about_NovaPS_Errors Handling errors' = @{
        # The last block stops web-01; again, it is refused.
        Check = {
            "$FixtureShown" -match '^NovaServerInvalidState: 2 begun 0 not sent' -and "$FixtureShown" -match 'web-03 \(\S+\): NovaServerInvalidState 409 req-' -and
                'ACTIVE' -eq (FixtureStatus web-02) -and 'SHUTOFF' -eq (FixtureStatus web-01) -and (. ([scriptblock]::Create($Blocks[-1]))) -eq 'it is not running'
        }
    }
    'about_NovaPS_Testing Servers' = @{
        Check = { $FixtureShown[0].GetServers().Count -eq 3 -and $FixtureShown[1].GetServer('web2').Status -eq 'SHUTOFF' -and $FixtureShown[2].GetServer('web1').Status -eq 'ERROR' -and $FixtureShown[3].GetServer('web1').Locked -and $FixtureShown[-1].UserName -eq 'reader' -and $null -eq $sim.GetServer('web1') }
    }
    'about_NovaPS_Testing Fault injection' = @{
        Check = { $sim.GetFaults().Count -eq 5 -and $FixtureShown.Count -eq 5 }
    }
    'about_NovaPS_Testing Recorded requests' = @{
        Before = {
            $null = Connect-NovaProject -Simulator $sim
            $null = Start-NovaServer web1, web2
        }
        Check = { $FixtureShown.Path -contains '/v3/auth/tokens' -and @($FixtureShown | Where-Object Action -EQ os-start).Count -eq 2 }
    }
    'about_NovaPS_Testing Simulated time' = @{
        # Microsoft.PowerShell.SDK does not have the module ThreadJob.
        Before = { if (-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) { function Start-ThreadJob([scriptblock] $Block) { 1 | ForEach-Object -AsJob -Parallel $Block } } }
        Check = { $FixtureShown.Count -eq 7 -and ($FixtureShown[3, 5, 6].Status -join ' ') -eq 'ACTIVE ACTIVE ACTIVE' }
    }
    'about_NovaPS_Waiting' = @{
        Check = { $FixtureShown.Count -eq 2 }
    }
    'about_NovaPS_Waiting Conditions beyond a status' = @{
        Check = { $FixtureShown.Count -eq 2 -and $FixtureShown[1].Name -eq 'web-01' }
    }
    'about_NovaPS_Waiting Timeouts and polling' = @{
        # web-03 runs already, which ends it; the other two are waited for again.
        Check = { "$FixtureShown" -match 'active' -and $out.Count -eq 2 -and $FixtureShown[-2].Status -eq 'ACTIVE' -and $FixtureShown[-1].Status -eq 'ACTIVE' }
    }
    'about_NovaPS_Waiting Idempotent calls' = @{
        Check = { $FixtureShown.Count -eq 3 -and 'ACTIVE' -eq (FixtureStatus web-02) }
    }
    'about_NovaPS_Waiting In another session' = @{
        Check = { $FixtureShown[0].Status -eq 'ACTIVE' -and $begun.RequestId }
    }
}

# Complaints, one text each; none where all is as it should be.
function Invoke-FixtureTopic([string] $Name, [string[]] $Blocks) {
    $topic = $FixtureTopics[$Name]
    if ($null -eq $topic) { return "$Name has code, and tests/Examples/Topics.ps1 does not say what it does." }
    if ($topic.Before) { . $topic.Before }
    $FixtureShown = @()
    $FixtureErrors = @()
    foreach ($block in $Blocks) {
        $FixtureWritten = @()
        try {
            . ([scriptblock]::Create((ConvertTo-FixtureStatement $block))) *>&1 | ForEach-Object { $FixtureWritten += $_ }
        } catch {
            $FixtureErrors += $_
        }
        $FixtureErrors += @($FixtureWritten | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        $FixtureShown += @($FixtureWritten | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] })
    }
    foreach ($FixtureError in $FixtureErrors) {
        if (($FixtureError.FullyQualifiedErrorId -split ',')[0] -notin $topic.Errors) { "$($FixtureError.FullyQualifiedErrorId): $FixtureError" }
    }
    if (-not (. $topic.Check)) { "$Name did not do what Topics.ps1 says that it does; it wrote: " + ($FixtureShown -join '; ') }
}
