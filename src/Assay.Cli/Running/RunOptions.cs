using System.CommandLine;

namespace Assay.Cli.Running;

/// <summary>Options of verbs that score.</summary>
internal static class RunOptions
{
    public const string DefaultStore = "assay.db";

    public static Option<string> Store { get; } = new("--store") { Description = $"The ledger: a file, or a PostgreSQL database (default {DefaultStore}).", HelpName = "PATH|postgres://..." };

    public static Option<string> Concurrency { get; } = new("--concurrency") { Description = "Calls at the same time (default 32).", HelpName = "N" };

    public static Option<string> Cache { get; } = new("--cache")
    {
        Description = "Where replies are kept for later runs: a file, or redis://host:port (default: beside the ledger).", HelpName = "PATH|redis://...",
    };

    public static Option<bool> NoCache { get; } = new("--no-cache") { Description = "Ask every question anew; keep no reply, share no call." };

    public static Option<string> Sample { get; } = new("--sample") { Description = "Judge only this share of the responses, always the same ones.", HelpName = "SHARE" };

    public static Option<string> Redact { get; } = new("--redact")
    {
        Description = "Keep these out of what is stored: email, phone, card, iban, keys; with , between them.", HelpName = "KINDS",
    };

    public static Option<string> Content { get; } = new("--content")
    {
        Description = "Whether texts are kept: on (default), or off, and they are deleted as soon as they are judged.", HelpName = "on|off",
    };

    public static Option<bool> Failed { get; } = new("--failed") { Description = "Also ask again about what this judge left unscored." };

    public static Option<bool> DryRun { get; } = new("--dry-run") { Description = "Show calls, tokens and cost; ask and write nothing." };

    public static Option<string> Limit { get; } = new("--limit") { Description = "Only the first N responses.", HelpName = "N" };

    public static Option<string> MinCoverage { get; } = new("--min-coverage")
    {
        Description = "Exit code 4 when a smaller share than this could be scored (default 0.95).", HelpName = "SHARE",
    };

    public static Option<string[]> Out { get; } = new("--out") { Description = "Write one line per response; .jsonl or .csv. Repeatable.", HelpName = "FILE" };

    public static Option<string[]> Slice { get; } = new("--slice") { Description = "Show the mean by this metadata field. Repeatable.", HelpName = "FIELD" };

    public static Option<bool> Json { get; } = new("--json") { Description = "One JSON object on stdout, as its last line, instead of the text for people." };
}
