<#
    The environment that the examples of the help assume: two clouds, a clouds.yaml, files, and replacements for the prompts and
    the vault. ExampleTests.cs and TopicTests.cs dot-source it into a new session in which NovaPS is loaded, once per example.

    An example is compared with the output of the console by these rules:
    - "PS> " begins a statement, and ">> " continues it. The lines up to the next statement are its output.
    - Ids, request ids, times, dates and rulers can differ, spaces count as one, and lines can be in another order, because
      responses have no fixed order.
    - If a later statement has an id that the example shows, it runs with the id that was output instead.
    - If the last line of an output is "...", the output can have more lines. Nothing else can be omitted.
#>
param(
    # An empty folder for clouds.yaml, which becomes the current directory.
    [Parameter(Mandatory = $true)]
    [string] $Folder,

    # The example. If it uses $sim, that is another simulator, and the session is connected to it.
    [string] $Code
)

# One request at a time, so that results are in the order of the input. Tasks end soon in examples that wait, and not during any other
# example, whose output must not depend on how busy the machine is.
$FixtureDelay = if ($Code -and $Code -notmatch 'Wait|AutoConfirm') { 50 } else { 0.5 }
$PSDefaultParameterValues['*-NovaServer*:ThrottleLimit'] = 1
$PSDefaultParameterValues['Wait-NovaServer:Timeout'] = 60
$PSDefaultParameterValues['Start-NovaSimulator:StartDelay'] = $FixtureDelay
$PSDefaultParameterValues['Start-NovaSimulator:StopDelay'] = $FixtureDelay
$PSDefaultParameterValues['Start-NovaSimulator:ActionDelay'] = $FixtureDelay

# The prefix Fixture avoids conflicts with names in the examples; $simulator is the simulator that examples start with.
$simulator = Start-NovaSimulator @(
    @{ Id = '3e313d60-24d4-4d26-80fd-462034feccee'; Name = 'web-01'; Created = '2026-11-24T16:54:00Z'; Status = 'SHUTOFF'; Addresses = @{ private = '127.0.0.2' }; Metadata = @{ role = 'web' }; ComputeHost = 'compute-07'; ConsoleOutput = 'web-01 login: ' }
    @{ Id = '73c0e7d9-f1ac-4250-a9f6-6c167d53c37a'; Name = 'web-02'; Created = '2026-11-24T16:53:00Z'; Status = 'SHUTOFF'; Addresses = @{ private = '127.0.0.3' }; Metadata = @{ role = 'web-canary' }; ComputeHost = 'compute-07' }
    @{ Id = '9d9218da-7b19-4e10-9ae4-be89b998973a'; Name = 'web-03'; Created = '2026-11-24T16:52:00Z'; Status = 'ACTIVE'; Addresses = @{ private = '127.0.0.4' } }
    @{ Name = 'db-01'; Created = '2026-11-24T16:51:00Z'; Status = 'ACTIVE'; Addresses = @{ private = '10.0.0.21' }; Flavor = 'm1.small'; Tags = 'prod', 'db' }
    @{ Name = 'app-01'; Created = '2026-11-24T16:50:00Z'; Status = 'SHUTOFF' }
    @{ Name = 'test-01'; Created = '2026-11-24T16:49:00Z'; Status = 'ACTIVE' }
    @{ Name = 'test-02'; Created = '2026-11-24T16:48:00Z'; Status = 'ACTIVE' }
)
$FixtureTest = Start-NovaSimulator @{ Name = 'web-11'; Status = 'SHUTOFF' }, @{ Name = 'web-12'; Status = 'ACTIVE' }
$sim = Start-NovaSimulator @{ web1 = 'SHUTOFF'; web2 = 'SHUTOFF' }
# The cloud that a person logs in to: with a passcode where the example has one.
$FixtureLogin = if ($Code -match '-Passcode\b') { Start-NovaSimulator 1 -RequirePasscode } else { $simulator }
$FixtureClouds = $simulator, $FixtureTest, $sim, $FixtureLogin

# app-01 fails to start on its compute host.
$simulator.AddFault([NovaPS.Simulator.NovaSimulatorFault] @{ ServerName = 'app-01'; Action = 'os-start'; FailsOnHost = $true; Count = -1 })

[IO.File]::WriteAllText("$Folder/clouds.yaml", @"
clouds:
  prod:
    auth: {auth_url: '$($simulator.AuthUrl)', username: demo, password: '$($simulator.GetPassword())', project_name: demo}
  test:
    auth: {auth_url: '$($FixtureTest.AuthUrl)', username: demo, password: '$($FixtureTest.GetPassword())', project_name: demo}
  admin:
    auth: {auth_url: '$($simulator.AuthUrl)', username: admin, password: '$($simulator.GetPassword())', project_name: demo}
"@)
[IO.File]::WriteAllText("$Folder/servers.csv", "Name`nweb-02`nweb-03`n")
$null = $ExecutionContext.SessionState.Path.SetLocation($Folder)
[Environment]::SetEnvironmentVariable('OS_CLIENT_CONFIG_FILE', "$Folder/clouds.yaml")
[Environment]::SetEnvironmentVariable('OS_CLOUD', 'prod')

$null = Connect-NovaProject -Cloud prod
# A history for web-01.
$null = Start-NovaServer web-01
$simulator.Advance([timespan]::FromSeconds(60))
$null = Stop-NovaServer web-01
$simulator.Advance([timespan]::FromSeconds(60))
# The time of the cloud has jumped, so the client must not use a time that it read before.
$null = Connect-NovaProject -Cloud prod
$simulator.ClearRequests()
if ($Code -match '\$sim\b') {
    $null = Connect-NovaProject -Simulator $sim -Name fixture
    $null = Start-NovaServer web1
}

# Port 22 of the web servers, on this computer.
$FixtureListener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Any, 0)
$FixtureListener.Start()

# Words of the examples, and their values in the fixture.
$FixtureWords = [ordered]@{
    '10.0.0.11'                        = '127.0.0.2'
    '10.0.0.12'                        = '127.0.0.3'
    '10.0.0.13'                        = '127.0.0.4'
    'Tcp:22'                           = 'Tcp:' + $FixtureListener.LocalEndpoint.Port
    'https://id.example:5000'          = $FixtureLogin.AuthUrl -replace '/v3$'
    'https://nova.example:8774'        = $simulator.AuthUrl -replace '/v3$'
    'c412fd8078a7469a81986dfe7f7ccb57' = $simulator.ProjectId
    '21dced0fd20347869b93710d2b98aae0' = $simulator.ApplicationCredentialId
}

function FixtureSecret([string] $Text) {
    $secret = [Security.SecureString]::new()
    foreach ($letter in $Text.ToCharArray()) { $secret.AppendChar($letter) }
    # The comma keeps PowerShell from enumerating the SecureString.
    , $secret
}

# Replaces the prompts: types the simulator's password, the secret of its application credential, a token or a passcode.
function Get-Credential([string] $UserName = 'demo') {
    $secret = if ($UserName -eq 'demo') { $FixtureLogin.GetPassword() } else { $simulator.GetApplicationCredentialSecret() }
    [pscredential]::new($UserName, (FixtureSecret $secret))
}

function Read-Host([string] $Prompt, [switch] $AsSecureString) {
    FixtureSecret $(if ($Prompt -eq 'Passcode') { $FixtureLogin.GetPasscode() } else { $simulator.CreateToken() })
}

# Replaces the vault.
function Get-Secret([string] $Name) {
    Get-Credential
}

# Replaces the browser.
function Start-Process([string] $FilePath) {
}

# Replaces Pester's command, which runs the block after each test.
function AfterEach([scriptblock] $Block) {
    . $Block
}

# Returns the statements of an example, each with its output.
function Read-FixtureExample([string] $Code) {
    $steps = @()
    foreach ($line in $Code -split '\r?\n') {
        if ($line -match '^PS> ?(.*)') {
            $steps += @{ Statement = $Matches[1]; Output = '' }
        } elseif ($line -match '^>> ?(.*)' -and $steps[-1].Output -eq '') {
            $steps[-1].Statement += "`n" + $Matches[1]
        } else {
            $steps[-1].Output += $line + "`n"
        }
    }
    $steps
}

# Replaces whole words in one pass, so that no replacement is replaced again: the port of Tcp:22 can begin with 443.
function Edit-FixtureWord([string] $Text, $Words) {
    $keys = @($Words.Keys | Sort-Object Length -Descending | ForEach-Object { [regex]::Escape($_) })
    [regex]::Replace($Text, '(?<!\w)(' + ($keys -join '|') + ')(?!\w)', { $Words[$args[0].Value] })
}

# Returns a statement of the help as it is run.
function ConvertTo-FixtureStatement([string] $Statement) {
    Edit-FixtureWord $Statement $FixtureWords
}

# Returns the output of the console with the words of the help, and wraps lines at 76 columns as the help does.
function ConvertFrom-FixtureText([string] $Text) {
    $words = @{ $Folder = '~'; $FixtureWords['https://nova.example:8774'] = 'https://nova.example:8774'; ($FixtureTest.AuthUrl -replace '/v3$') = 'https://test.example:8774' }
    foreach ($word in $FixtureWords.GetEnumerator()) {
        if (-not $words.ContainsKey($word.Value)) { $words[$word.Value] = $word.Key }
    }
    $Text = Edit-FixtureWord $Text $words
    $Text = $Text -replace '(?<![\w/.])127\.0\.0\.1:\d+', 'nova.example:8774' -replace '(?<![\w/.])127\.0\.0\.1', 'id.example'
    # In a table that is too wide, removes spaces that all rows have, and then those before the last column.
    $blocks = foreach ($block in $Text.Replace("`r", '') -split '\n[ ]*\n') {
        $rows = @($block -split '\n' | ForEach-Object { $_.TrimEnd() })
        if ($rows -match '^[- ]*---$') {
            for ($i = 200; $i -gt 0 -and ($rows -match '^.{77}'); $i--) {
                if (@($rows | Where-Object { $_.Length -gt $i -and $_.Substring($i - 1, 2) -ne '  ' }).Count -eq 0) {
                    $rows = @($rows | ForEach-Object { if ($_.Length -gt $i) { $_.Remove($i, 1) } else { $_ } })
                }
            }
            for ($i = 0; $i -lt 8 -and ($rows -match '^.{77}'); $i++) { $rows = @($rows -replace '(?<=\S) ( {2,})(?=\S+$)', '$1') }
        }
        $rows -join "`n"
    }
    $Text = @($blocks) -join "`n`n"
    $lines = foreach ($line in $Text -split '\n') {
        $line = $line.TrimEnd()
        while ($line.Length -gt 76 -and $line.LastIndexOf(' ', 76) -gt 0) {
            $at = $line.LastIndexOf(' ', 76)
            $line.Substring(0, $at).TrimEnd()
            $line = $line.Substring($at + 1)
        }
        $line
    }
    ($lines -join "`n").TrimEnd("`n".ToCharArray())
}

# Returns the same text for outputs that are equal by the rules.
function ConvertTo-FixtureNorm([string] $Text) {
    $Text = $Text -replace '(req-)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]*(\.\.\.|\u2026)?', '<id>'
    $Text = $Text -replace '\b[0-9a-f]{20,}(\.\.\.|\u2026)?', '<hex>'
    $Text = $Text -replace '(\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4})([ T]+\d{1,2}:\d\d(:\d\d)?)?( [AP]M)?', '<time>'
    $Text = $Text -replace '\b\d{1,2}:\d\d:\d\d( [AP]M)?', '<time>'
    $Text = $Text -replace '-{2,}', '--'
    $lines = foreach ($line in $Text -split '\n') {
        $line = ($line -replace '\s+', ' ').Trim()
        if ($line -ne '') { $line }
    }
    $sorted = [string[]] @($lines)
    [array]::Sort($sorted, [StringComparer]::Ordinal)
    , $sorted
}

# Tests whether the output of an example is that of the console.
function Test-FixtureOutput([string] $Expected, [string] $Actual) {
    # Ids in later statements are replaced by the ids that were output.
    $pattern = '(req-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'
    $old = [regex]::Matches($Expected, $pattern)
    $new = [regex]::Matches($Actual, $pattern)
    for ($i = 0; $i -lt $old.Count -and $old.Count -eq $new.Count; $i++) {
        if ($old[$i].Value -ne $new[$i].Value) { $FixtureWords[$old[$i].Value] = $new[$i].Value }
    }
    $shown = ConvertTo-FixtureNorm $Actual
    $wanted = ConvertTo-FixtureNorm $Expected
    if ($Expected.TrimEnd().EndsWith("`n...")) {
        return @($wanted | Where-Object { $_ -ne '...' -and $shown -cnotcontains $_ }).Count -eq 0
    }
    ($shown -join "`n") -ceq ($wanted -join "`n")
}

# Stops the simulators and the listener.
function Stop-Fixture {
    $FixtureListener.Stop()
    foreach ($cloud in @($FixtureClouds) + @($simulator) + @($simulators) + @($sim)) { if ($null -ne $cloud) { $cloud.Dispose() } }
}
