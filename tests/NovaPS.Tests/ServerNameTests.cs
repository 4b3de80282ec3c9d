using System;
using System.Linq;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests the forms in which users and files write names, with each command that accepts servers.</summary>
public sealed class ServerNameTests : IDisposable
{
    private readonly ModuleHost _host = new();

    public ServerNameTests()
    {
        _host.StartSimulator("""
            ('web1', 'WEB2', 'web3', 'Web3', 'db1', 'db[1]', '[PROD] web 01', 'a]b', 'größe', 'a|b.c^d$e(f)+\g', '*', 'w*' |
                ForEach-Object { @{ Name = $_; Status = 'SHUTOFF' } }) -StartDelay 0
            """);
        _host.Run("$null = Connect-NovaProject -Simulator $sim").AssertNoErrors();
    }

    public static TheoryData<string, string> Servers => new()
    {
        { "'WEB1'", "web1" },
        { "'web2'", "WEB2" },
        { "'Web3'", "Web3" },
        { "'db[1]'", "db[1]" },
        { "'[prod] Web 01'", "[PROD] web 01" },
        { "'A]B'", "a]b" },
        { "'GRÖßE'", "größe" },
        { "'A|b.c^d$e(f)+\\G'", "a|b.c^d$e(f)+\\g" },
        { "'*'", "*" },
        { "'w*'", "w*" },
        { "([pscustomobject]@{ Name = '*' })", "*" },
        { "([pscustomobject]@{ Name = 'db[1]' })", "db[1]" },
        { "@{ servername = 'WEB1' }", "web1" },
        { "([ordered]@{ Id = 'i-123'; ComputerName = 'WEB1' })", "web1" },
        { "([pscustomobject]@{ VMName = 'web1'; Name = 'WEB1' })", "web1" },
        { "@(, @('web1'))", "web1" },
        { "$row", "web1" },
        { "$class", "web1" },
        { "('Server,Owner', 'web1,me' | ConvertFrom-Csv)", "web1" },
        { "('ServerId,Name', ',web1' | ConvertFrom-Csv)", "web1" },
        { "('Name,Server', 'web1,' | ConvertFrom-Csv)", "web1" },
        { "([pscustomobject]@{ Id = $null; ServerId = $null; Name = 'web1' })", "web1" },
        { "([pscustomobject]@{ Name = $null; ComputerName = 'web1' })", "web1" },
        { "([pscustomobject]@{ Server = [NovaPS.NovaServer](Get-NovaServer web1) })", "web1" },
        { "(Copy-Clixml @{ Name = 'web1' })", "web1" },
        { "(Copy-Clixml $row)", "web1" },
        { "(Copy-Clixml $class)", "web1" },
        { "(Copy-Clixml ([pscustomobject]@{ Name = '*' }))", "*" },
    };

    public void Dispose() => _host.Dispose();

    [Theory]
    [MemberData(nameof(Servers))]
    public void Commands_FindTheServer_WhenTheInputHasItsName(string input, string name)
    {
        const string Data = """
            function Copy-Clixml($o) {
                [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($o))
            }
            $table = [System.Data.DataTable]::new()
            $null = $table.Columns.Add('Name'), $table.Columns.Add('Id')
            $row = $table.Rows.Add('web1')
            class Machine { [string] $Name = 'web1' }
            $class = [Machine]::new()

            """;

        var names = _host.Run(Data + $"""
            (Get-NovaServer {input}).Name
            ({input} | Get-NovaServer).Name
            ({input} | Start-NovaServer -Wait).Name
            (Get-NovaServerAction -Name {input} -Action start).ServerName
            (Wait-NovaServer {input} -Status Active).Name
            (Stop-NovaServer -Name {input}).ServerName
            """).AssertNoErrors().Output.Select(o => o.ToString());

        Assert.Equal(Enumerable.Repeat(name, 6), names);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Name = 'web*' }")]
    [InlineData("@{ Name = 'db[0-9]' }")]
    [InlineData("'Name', 'w?b1' | ConvertFrom-Csv")]
    public void Stop_TreatsANameInAnObjectLiterally_WhenItHasWildcards(string input)
    {
        var error = _host.Run($"{input} | Stop-NovaServer").AssertError("NovaServerNotFound");

        Assert.Contains("never a pattern", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        _host.Run($"{input} | Get-NovaServer").AssertError("NovaServerNotFound");
    }

    [Theory]
    [InlineData("'web1 '")]
    [InlineData("@{ Name = \"web1`r\" }")]
    public void Stop_RecommendsToTrimTheName_WhenItHasWhiteSpaceAroundIt(string input)
    {
        var error = _host.Run($"{input} | Stop-NovaServer").AssertError("NovaServerNotFound");

        Assert.Contains("white space", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_ReportsBothServers_WhenOnlyTheCaseDiffers()
    {
        var error = _host.Run("Start-NovaServer WEB3").AssertError("NovaServerNameAmbiguous");

        Assert.Contains("('web3')", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("('Web3')", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, _host.Run("Get-NovaServer WEB3").AssertNoErrors().Output.Count);
    }

    [Fact]
    public void Get_OmitsTheServerOfThatName_WhenItHasAnotherStatus()
    {
        _host.Run("$null = Start-NovaServer 'db[1]' -Wait").AssertNoErrors();

        Assert.Empty(_host.Run("Get-NovaServer 'db[1]' -Status Shutoff").AssertNoErrors().Output);
        Assert.Equal("db1", _host.Run("(Get-NovaServer 'd[b]1' -Status Shutoff).Name").AssertNoErrors().Output.Single().ToString());
        // Also from the list that is read for the second name.
        Assert.Equal(["web1", "WEB2"], _host.Run("(Get-NovaServer web1, WEB2, 'db[1]' -Status Shutoff).Name").AssertNoErrors().Output
            .Select(name => name.ToString()));
    }

    [Theory]
    [InlineData("1..50 | ForEach-Object { \"n$_\" } | Start-NovaServer")]
    [InlineData("Get-NovaServer (1..50 | ForEach-Object { \"n$_\" })")]
    [InlineData("Wait-NovaServer (1..50 | ForEach-Object { \"n$_\" })")]
    public void Names_FailWithOneRequest_WhenTheListFails(string script)
    {
        using var cloud = new Cloud(_ => Cloud.Refuse(403, "forbidden", "no"));

        var result = cloud.Host.Run(script);

        Assert.Equal(50, result.Errors.Count);
        Assert.All(Enumerable.Range(1, 50), n =>
            Assert.StartsWith($"Cannot look up server 'n{n}': no", result.Errors[n - 1].ToString(), StringComparison.Ordinal));
        Assert.Single(cloud.Targets);
    }

    [Fact]
    public void Names_FailWithOneList_WhenTheProjectCannotBeListed()
    {
        var lists = 0;
        using var cloud = new Cloud(request => request.Line.StartsWith("POST", StringComparison.Ordinal) ? Cloud.Accepted
            : request.Target.EndsWith("detail", StringComparison.Ordinal) && ++lists > 0 ? Cloud.Refuse(400, "badRequest", "slow")
            : Cloud.List((1, "n1", "SHUTOFF")));

        var result = cloud.Host.Run("1..50 | ForEach-Object { \"n$_\" } | Start-NovaServer");

        Assert.Equal(49, result.Errors.Count);
        Assert.Equal(1, lists);
    }
}
