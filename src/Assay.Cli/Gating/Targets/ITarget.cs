using Assay.Gating.Targets;

namespace Assay.Cli.Gating.Targets;

/// <summary>Answers one case. Whatever fails is an answer of its own; only being stopped is an exception.</summary>
internal interface ITarget : IDisposable
{
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    Task<TargetAnswer> AskAsync(byte[] request, CancellationToken cancellationToken);
}
