namespace Assay.Benchmarks.Peers;

/// <summary>What a peer reports.</summary>
/// <param name="Scored">Null when it does not say.</param>
internal sealed record PeerAccount(long? Scored, double Seconds);
