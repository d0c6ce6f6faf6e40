using Assay.Collecting;
using Assay.Gating.Targets;

namespace Assay.Cli.Gating.Targets;

/// <summary>Answers one case. Whatever fails is an answer of its own; only being stopped is an exception.</summary>
internal interface ITarget : IDisposable
{
    /// <summary>16 hex digits over what the answers come from, the case aside; null: nobody knows, and answers are not kept.</summary>
    string? Version { get; }

    /// <summary>What is sent for a case, as bytes: the same for the same question.</summary>
    byte[] Request(Response of);

    /// <exception cref="OperationCanceledException">Stopped.</exception>
    Task<TargetAnswer> AskAsync(Response of, CancellationToken cancellationToken);
}
