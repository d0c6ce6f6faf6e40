namespace Assay.Cli.Gating.Targets;

/// <summary>What asking a target took; apart from what judging takes.</summary>
/// <param name="Calls">Requests sent; to an address or a command, cases asked.</param>
/// <param name="Cached">Cases that the cache answered.</param>
/// <param name="CostUsd">Null where only its owner knows.</param>
internal sealed record TargetAccount(long Calls, long Cached, decimal? CostUsd);
