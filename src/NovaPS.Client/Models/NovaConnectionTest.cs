using System;

namespace NovaPS;

/// <summary>The result of one step of Test-NovaConnection.</summary>
public sealed class NovaConnectionTest
{
    /// <summary>Creates an empty result, for scripts that are tested without a cloud.</summary>
    public NovaConnectionTest()
    {
    }

    /// <summary>Creates a result for scripts that are tested without a cloud.</summary>
    /// <param name="step">The step, such as "Login".</param>
    /// <param name="result">Ok, Warning, Failed or Skipped.</param>
    /// <param name="detail">What was found.</param>
    /// <param name="remedy">The recommended action.</param>
    public NovaConnectionTest(string step, string result, string? detail = null, string? remedy = null)
    {
        Step = step;
        Result = result;
        Detail = detail;
        Remedy = remedy;
    }

    /// <summary>The name of the cloud or connection that was tested.</summary>
    public string? ConnectionName { get; set; }

    /// <summary>The step, such as "Login". Each test has the same steps in the same order.</summary>
    public string Step { get; set; } = string.Empty;

    /// <summary>Ok, Warning (it works, but not as well as it could), Failed, or Skipped (not tested; Detail says why).</summary>
    public string Result { get; set; } = string.Empty;

    /// <summary>What was found, or why the step failed or was skipped. It contains no secret.</summary>
    public string? Detail { get; set; }

    /// <summary>The recommended action; null if there is none.</summary>
    public string? Remedy { get; set; }

    /// <summary>The duration of the step; null if it was skipped.</summary>
    public TimeSpan? Duration { get; set; }

    /// <summary>The step and its result.</summary>
    public override string ToString() => Step + ": " + Result;
}
