using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace NovaPS.Benchmarks.Measuring;

/// <summary>The results as Markdown, which is also readable in a console.</summary>
internal static class Report
{
    private const string Begin = "<!-- The benchmarks write the part from here -->";
    private const string End = "<!-- to here. -->";

    public static string Create(IReadOnlyCollection<Sample> samples)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} processors, ");
        text.Append(CultureInfo.InvariantCulture, $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, ");
        text.AppendLine(CultureInfo.InvariantCulture, $"PowerShell {PowerShellVersion()}.");
        foreach (var workload in samples.Where(s => s.Workload != "Scale").GroupBy(s => s.Workload))
            AppendWorkload(text, workload.Key, [.. workload]);
        AppendScale(text, [.. samples.Where(s => s.Workload == "Scale")]);
        return text.ToString();
    }

    /// <summary>Replaces the results in a Markdown file.</summary>
    public static void Write(string file, string report)
    {
        var text = File.ReadAllText(file);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        File.WriteAllText(file, text[..from] + "\n" + report.ReplaceLineEndings("\n") + text[to..]);
    }

    private static void AppendWorkload(StringBuilder text, string workload, List<Sample> samples)
    {
        var floor = samples.Find(s => s.IsFloor)?.Median;
        text.AppendLine().AppendLine("### " + workload).AppendLine();
        text.AppendLine("| | median | quartiles | of the floor |").AppendLine("|---|--:|--:|--:|");
        foreach (var s in samples)
        {
            var spread = s.Values.Count == 1 ? string.Empty : Comparison.Format(s.Spread.Low) + " to " + Comparison.Format(s.Spread.High);
            var ratio = floor is null || s.Unit != "ms" || s.Subject == "the difference" ? string.Empty
                : (s.Median / floor.Value).ToString("0.00", CultureInfo.InvariantCulture) + " x";
            text.AppendLine(CultureInfo.InvariantCulture, $"| {s.Subject} | {Comparison.Format(s.Median)} {s.Unit} | {spread} | {ratio} |");
        }
    }

    private static void AppendScale(StringBuilder text, List<Sample> samples)
    {
        if (samples.Count == 0)
            return;
        text.AppendLine().AppendLine("### Scale").AppendLine();
        text.AppendLine("| | time | requests | peak of the process | allocated |").AppendLine("|---|--:|--:|--:|--:|");
        foreach (var s in samples)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {s.Subject} | {Comparison.Format(s.Values[0])} ms | {s.Values[1]:#,0} | "
                + $"{Comparison.Format(s.Values[2])} MB | {Comparison.Format(s.Values[3])} MB |");
        text.AppendLine().AppendLine("The exponent of the time, from 1,000 servers to 100,000 (1 is linear): " + string.Join(", ",
            samples.GroupBy(s => s.Subject.Split(' ')[0]).Select(g => g.Key + " " + Exponent([.. g]))) + ".");
    }

    private static string Exponent(List<Sample> samples)
    {
        var (few, many) = (samples.Find(s => s.Subject.EndsWith(" 1,000 of 1,000", StringComparison.Ordinal)),
            samples.Find(s => s.Subject.EndsWith(" 100,000 of 100,000", StringComparison.Ordinal)));
        return few is null || many is null ? "unknown"
            : (Math.Log10(many.Values[0] / few.Values[0]) / 2).ToString("0.00", CultureInfo.InvariantCulture);
    }

    /// <summary>The assembly version has other numbers.</summary>
    private static string PowerShellVersion() => FileVersionInfo
        .GetVersionInfo(typeof(System.Management.Automation.PowerShell).Assembly.Location).ProductVersion!.Split(' ', '+')[0];
}
