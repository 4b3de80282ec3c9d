<#
    The expected results of the code in the about topics, by section: Invoke-FixtureTopic runs the blocks of a section in order and
    in one scope, and returns what is wrong. Dot-source Fixture.ps1 first, which creates the environment that they assume.

    Before runs before the blocks. The blocks must end without errors, except those in Errors, and then Check must return true. In
    Check, $FixtureShown is the output of the blocks.
#>

# Words of the topics, and their values in the fixture.
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
        Check = { $FixtureShown.Name -join ' ' -eq 'prod prod' -and @(Get-NovaConnection).Count -eq 1 }
    }
    'about_NovaPS Selecting servers' = @{
        Before = { [IO.File]::WriteAllText("$PWD/inventory.csv", "Machine,Owner`nWEB-02,me`n") }
        Check = {
            @($FixtureShown | Where-Object ServerName).ServerName -eq 'web-02' -and
            (@($FixtureShown | Where-Object Status).Name | Sort-Object) -join ' ' -eq 'db-01 web-01'
        }
    }
    'about_NovaPS Actions and waiting' = @{
        Check = { $actions.Count -eq 3 -and @($actions | Where-Object AlreadySatisfied).Count -eq 2 -and @($FixtureShown | Where-Object Status -EQ ACTIVE).Count -eq 4 }
    }
    'about_NovaPS Bulk operations' = @{
        Before = { $simulator.Lock('web-02') }
        Errors = 'NovaServerLocked'
        Check = { $actions.Count -eq 1 -and $simulator.GetServer('web-02').Id -in $FixtureShown -and 'ACTIVE' -eq (FixtureStatus web-01) }
    }
    'about_NovaPS Output and tab completion' = @{
        Check = { ($FixtureShown | Out-String) -match 'HostId|TaskState' -and $FixtureShown[-1].PSObject.Properties.Name -join ' ' -eq 'Name IPAddress Addresses' }
    }
    'about_NovaPS Consoles' = @{
        Check = { $FixtureShown[-1] -like '*login:*' -and @($simulator.GetRequests() | Where-Object Path -Match 'remote-consoles').Count -eq 1 }
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
        Check = { 'ACTIVE' -eq (FixtureStatus web-02) -and 'ACTIVE' -eq (FixtureStatus test-02) -and @($simulator.GetRequests() | Where-Object Body -Match 'reboot').Count -eq 3 -and ($FixtureShown[-1] | Out-String) -match 'MaxFailures' }
    }
    'about_NovaPS_Connections Ways to connect' = @{
        Before = {
            $id = $simulator.ApplicationCredentialId
            $projectId = $simulator.ProjectId
            $connection = Get-NovaConnection
            # The typed input: a password, and then tokens.
            $FixtureTyped = [Collections.Queue]::new(@($simulator.GetPassword(), $simulator.CreateToken(), $simulator.CreateToken()))
            function Read-Host([switch] $AsSecureString) { FixtureSecret $FixtureTyped.Dequeue() }
        }
        Check = { $FixtureShown.Count -eq 12 -and $FixtureTyped.Count -eq 0 -and $FixtureShown[-1].Name -eq 'prod' -and -not $connection.IsOpen -and (Get-NovaConnection | Where-Object IsDefault).Name -eq 'prod' }
    }
    'about_NovaPS_Connections Names' = @{
        Check = { $FixtureShown[0].Name -eq 'live' -and 'web-02' -in $FixtureShown.Name -and (Get-NovaConnection).Name -eq 'prod' }
    }
    'about_NovaPS_Connections Multi-factor authentication' = @{
        Before = {
            $FixtureLogin = Start-NovaSimulator 1 -RequirePasscode
            $FixtureClouds += $FixtureLogin
            $FixtureWords['https://id.example:5000'] = $FixtureLogin.AuthUrl -replace '/v3$'
        }
        Check = { $FixtureShown.Count -eq 1 -and $FixtureShown[0].IsDefault -and $FixtureShown[0].ProjectId -eq $FixtureLogin.ProjectId }
    }
    'about_NovaPS_Connections Proxies' = @{
        # There is no proxy here: what is passed has to be a parameter of the command.
        Before = {
            function Connect-NovaProject([string] $Cloud, [uri] $Proxy, [pscredential] $ProxyCredential, [switch] $ProxyUseDefaultCredentials, [switch] $NoProxy) {
                $PSBoundParameters.Keys | Where-Object { -not (Get-Command NovaPS\Connect-NovaProject).Parameters[$_] } | ForEach-Object { throw $_ }
                $PSBoundParameters.Keys -join ' '
            }
        }
        Check = { ($FixtureShown -join ', ') -eq 'Cloud Proxy ProxyCredential, Cloud ProxyUseDefaultCredentials, Cloud NoProxy' }
    }
    'about_NovaPS_Connections Which connection a command uses' = @{
        Check = { @($FixtureShown | Where-Object Action -EQ start).Count -eq 2 -and 'web-12' -in $FixtureShown.Name -and 'web-02' -in $FixtureShown.Name }
        Before = { $FixtureTest.SetStatus('web-12', 'SHUTOFF'); $simulator.SetStatus('db-01', 'SHUTOFF'); $simulator.SetStatus('web-03', 'SHUTOFF') }
    }
    'about_NovaPS_Connections Troubleshooting a connection' = @{
        Check = { 'Keystone TLS' -in $FixtureShown.Step -and 'Failed' -notin $FixtureShown.Result }
    }
    'about_NovaPS_Errors Handling errors' = @{
        # The last block stops web-01. If it runs again, the stop is refused.
        Check = {
            "$FixtureShown" -match '^NovaServerInvalidState: 2 accepted 0 not sent' -and "$FixtureShown" -match 'web-03 \(\S+\): NovaServerInvalidState 409 req-' -and
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
        # Microsoft.PowerShell.SDK does not include the module ThreadJob.
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
        # web-03 is already running, which ends the command; the other two are waited for again.
        Check = { "$FixtureShown" -match 'active' -and $out.Count -eq 2 -and $FixtureShown[-2].Status -eq 'ACTIVE' -and $FixtureShown[-1].Status -eq 'ACTIVE' }
    }
    'about_NovaPS_Waiting Idempotent calls' = @{
        Check = { $FixtureShown.Count -eq 3 -and 'ACTIVE' -eq (FixtureStatus web-02) }
    }
    'about_NovaPS_Waiting In another session' = @{
        Check = { $FixtureShown[0].Status -eq 'ACTIVE' -and $action.RequestId }
    }
}

# Returns what is wrong, one string each.
function Invoke-FixtureTopic([string] $Name, [string[]] $Blocks) {
    $topic = $FixtureTopics[$Name]
    if ($null -eq $topic) { return "$Name has code, but tests/Examples/Topics.ps1 has no expected result for it." }
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
    if (-not (. $topic.Check)) { "$Name does not have the result that Topics.ps1 expects; its output is: " + ($FixtureShown -join '; ') }
}
