namespace NovaPS.Client.Diagnostics;

/// <summary>The result of a step. Its texts are sentences.</summary>
internal sealed class StepResult
{
    private StepResult(string result, string detail, string? remedy)
    {
        Result = result;
        Detail = detail;
        Remedy = string.IsNullOrEmpty(remedy) ? null : remedy;
    }

    public string Result { get; }

    public string Detail { get; }

    public string? Remedy { get; }

    public bool IsFailed => Result == "Failed";

    public static StepResult Ok(string detail) => new("Ok", detail, null);

    /// <summary>It works, but not as well as it could.</summary>
    public static StepResult Warning(string detail, string? remedy = null) => new(nameof(Warning), detail, remedy);

    public static StepResult Failed(string detail, string? remedy = null) => new(nameof(Failed), detail, remedy);

    public static StepResult Failed(NovaException error) => Failed(error.Message, error.Remedy);

    /// <summary>Returns the result with another sentence.</summary>
    public StepResult And(string sentence) => new(Result, Detail + " " + sentence, Remedy);

    /// <summary>It does not apply, or could not be tested.</summary>
    public static StepResult Skipped(string detail) => new(nameof(Skipped), detail, null);
}
