using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Language;

namespace NovaPS.Tests.Support;

/// <summary>Finds syntax that Windows PowerShell 5.1 cannot read, with the parser of PowerShell 7.</summary>
internal static class WindowsPowerShellSyntax
{
    private static readonly HashSet<TokenKind> NewTokens =
    [
        TokenKind.QuestionMark, TokenKind.QuestionQuestion, TokenKind.QuestionQuestionEquals, TokenKind.QuestionDot,
            TokenKind.QuestionLBracket,
        TokenKind.AndAnd, TokenKind.OrOr, TokenKind.Clean,
    ];

    /// <summary>Finds the problems of a script.</summary>
    /// <param name="script">Its text.</param>
    /// <returns>The problems, with their line numbers.</returns>
    public static IReadOnlyList<string> Problems(string script)
    {
        var ast = Parser.ParseInput(script, out var tokens, out var errors);
        var problems = errors.Select(e => $"line {e.Extent.StartLineNumber}: {e.Message}").ToList();
        problems.AddRange(Flatten(tokens).Where(t => NewTokens.Contains(t.Kind)).Select(t => Describe(t.Kind.ToString(), t.Extent)));
        problems.AddRange(ast.FindAll(IsNew, searchNestedScriptBlocks: true).Select(a => Describe(a.GetType().Name, a.Extent)));
        problems.AddRange(script.Split('\n').SelectMany((line, i) =>
            line.Where(c => c is not ('\t' or '\r') and (< ' ' or > '~')).Select(c => $"line {i + 1}: '{c}' is no ASCII")));
        return problems;
    }

    private static bool IsNew(Ast ast) => ast switch
    {
        TernaryExpressionAst or PipelineChainAst => true,
        PipelineBaseAst and PipelineAst { Background: true } => true,
        MemberExpressionAst { NullConditional: true } or IndexExpressionAst { NullConditional: true } => true,
        ScriptBlockAst { CleanBlock: not null } => true,
        CommandParameterAst { ParameterName: var name } => name.Equals("Parallel", System.StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>Includes the tokens in strings: "$(...)".</summary>
    private static IEnumerable<Token> Flatten(IEnumerable<Token> tokens) =>
        tokens.SelectMany(t => t is StringExpandableToken { NestedTokens: { } nested } ? Flatten(nested).Prepend(t) : [t]);

    private static string Describe(string what, IScriptExtent extent) => $"line {extent.StartLineNumber}: {what}: {extent.Text}";
}
