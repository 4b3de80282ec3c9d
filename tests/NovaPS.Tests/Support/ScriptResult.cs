using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Xunit;

namespace NovaPS.Tests.Support;

/// <summary>All that a script has written.</summary>
public sealed class ScriptResult
{
    internal ScriptResult(IEnumerable<PSObject> output, PSDataStreams streams, ErrorRecord? terminatingError, bool wasStopped)
    {
        Output = [.. output];
        Errors = [.. streams.Error];
        TerminatingError = terminatingError;
        WasStopped = wasStopped;
        Verbose = [.. streams.Verbose.Select(record => record.Message)];
        Debug = [.. streams.Debug.Select(record => record.Message)];
        Warning = [.. streams.Warning.Select(record => record.Message)];
        Information = [.. streams.Information.Select(record => record.ToString())];
        Progress = [.. streams.Progress];
    }

    /// <summary>The objects.</summary>
    public IReadOnlyList<PSObject> Output { get; }

    /// <summary>The nonterminating errors.</summary>
    public IReadOnlyList<ErrorRecord> Errors { get; }

    /// <summary>The terminating error, or null.</summary>
    public ErrorRecord? TerminatingError { get; }

    /// <summary>Whether the script was stopped by the test.</summary>
    public bool WasStopped { get; }

    /// <summary>The texts of the verbose stream.</summary>
    public IReadOnlyList<string> Verbose { get; }

    /// <summary>The texts of the debug stream.</summary>
    public IReadOnlyList<string> Debug { get; }

    /// <summary>The texts of the warning stream.</summary>
    public IReadOnlyList<string> Warning { get; }

    /// <summary>The texts of the information stream.</summary>
    public IReadOnlyList<string> Information { get; }

    /// <summary>The progress records.</summary>
    public IReadOnlyList<ProgressRecord> Progress { get; }

    /// <summary>The message and the recommended action of an error.</summary>
    public static string Text(ErrorRecord error) => error + " " + error.ErrorDetails?.RecommendedAction;

    /// <summary>Fails the test if there is any error.</summary>
    /// <returns>This result.</returns>
    public ScriptResult AssertNoErrors()
    {
        var errors = TerminatingError is null ? Errors : [.. Errors, TerminatingError];
        if (errors.Count > 0)
            Assert.Fail(string.Join(Environment.NewLine, errors.Select(error => $"{error.FullyQualifiedErrorId}: {error}")));
        return this;
    }

    /// <summary>Fails the test unless there is exactly one error, a nonterminating one, with this id.</summary>
    /// <param name="errorId">The first part of its FullyQualifiedErrorId.</param>
    /// <returns>The error.</returns>
    public ErrorRecord AssertError(string errorId)
    {
        Assert.True(TerminatingError is null, $"{TerminatingError?.FullyQualifiedErrorId} ended the script: {TerminatingError}");
        return AssertId(errorId, Assert.Single(Errors));
    }

    /// <summary>Fails the test unless a terminating error with this id ended the script.</summary>
    /// <param name="errorId">The first part of its FullyQualifiedErrorId.</param>
    /// <returns>The error.</returns>
    public ErrorRecord AssertTerminatingError(string errorId)
    {
        Assert.True(TerminatingError is not null, "Nothing ended the script. Errors: " + string.Join("; ", Errors));
        return AssertId(errorId, TerminatingError);
    }

    private static ErrorRecord AssertId(string errorId, ErrorRecord error)
    {
        Assert.Equal(errorId, error.FullyQualifiedErrorId.Split(',')[0]);
        return error;
    }
}
