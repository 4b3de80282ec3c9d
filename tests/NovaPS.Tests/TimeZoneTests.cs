using System.Threading.Tasks;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>
/// Tests that times are local: a new process for each time zone, because .NET reads the variable TZ once. Windows ignores it, and the
/// results are the same in every zone.
/// </summary>
public sealed class TimeZoneTests
{
    private const string Start = """
        $sim = Start-NovaSimulator @{ Name = 'web1'; Status = 'SHUTOFF'; Created = (Get-Date).AddMinutes(-5) } -ActionDelay 0 -StartDelay 0
        $connection = Connect-NovaProject -Simulator $sim
        $server = Get-NovaServer web1
        $action = Start-NovaServer web1
        $record = $action | Wait-NovaServer | Get-NovaServerAction -Action start | Get-NovaServerAction

        """;

    /// <summary>The two instants are 01:30 in New York: before and after the clock was put back.</summary>
    private const string RepeatedHour = """
        foreach ($hour in 5, 6) {
            $instant = [datetime]::new(2026, 11, 1, $hour, 30, 0, [DateTimeKind]::Utc)
            $sim = Start-NovaSimulator @{ Name = 'web1'; Created = $instant }
            $connection = Connect-NovaProject -Simulator $sim
            $server = Get-NovaServer web1
            $file = New-TemporaryFile
            $server | Export-Clixml $file
            $fault = [NovaPS.NovaServerFault]@{ Created = $server.Created }
            $copies = $server, (Import-Clixml $file), ($server | ConvertTo-Json -Depth 1 | ConvertFrom-Json), $fault, $sim.GetServer('web1'),
                (Start-Job { $using:server } | Receive-Job -Wait)
            Remove-Item $file
            @($copies | Where-Object { $_.Created.ToUniversalTime() -eq $instant }).Count
        }
        """;

    [Theory]
    [InlineData("Asia/Tokyo")]
    [InlineData("America/New_York")]
    [InlineData("UTC")]
    public async Task Times_AreLocal_InEveryTimeZone(string zone)
    {
        // The hours are less than the offset of a zone, and more than a change of its clock. A table shows the time to the second.
        // Without a Kind, it is local.
        Assert.Equal("web1\nstart\n", await RunAsync(zone, Start + """
            (Get-NovaServer | Where-Object Created -gt (Get-Date).AddHours(-2)).Name
            (Get-NovaServer | Where-Object Created -gt (Get-Date).AddHours(2)).Name
            $shown = [regex]::Match(($action | Out-String -Width 120), '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d').Value
            (Get-NovaServerAction web1 -Since $shown).Action
            (Get-NovaServerAction web1 -Since ([datetime]::UtcNow.AddMinutes(1)) -WarningAction Ignore).Action
            """));
        Assert.Equal("Local\nTrue\n", await RunAsync(zone, Start + """
            $sim.SetStatus('web1', 'ERROR', 'x')
            $objects = $server, $action, $record, $record.Events[0], (Get-NovaServer web1).Fault, $connection, $sim.GetServers()[0], $sim.GetRequests()[0]
            ($objects.ForEach{ $_.PSObject.Properties.Where{ $_.Value -is [datetime] } }.Value.Kind | Sort-Object -Unique) -join ' '
            ($action | ConvertTo-Json -Depth 1) -match 'StartTime.*[+-]\d\d:\d\d"'
            """));
        Assert.Equal("6\n6\n", await RunAsync(zone, RepeatedHour));
    }

    private static async Task<string> RunAsync(string zone, string script)
    {
        var (exitCode, output, errors) = await PowerShellProcess.RunAsync(PowerShellProcess.NovaPSShell,
            ["-NoProfile", "-NonInteractive", "-Command", "$ErrorActionPreference = 'Stop'; " + script], [new("TZ", zone)]);
        Assert.Equal((0, ""), (exitCode, errors));
        return output;
    }
}
