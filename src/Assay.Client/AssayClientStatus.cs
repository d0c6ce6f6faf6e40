namespace Assay.Client;

/// <summary>What became of the responses so far. Every one that was given to <see cref="AssayClient.TrySend"/> waits, and ends in exactly one of the other counts.</summary>
/// <param name="Queued">Wait, or are being sent.</param>
/// <param name="Sent">The service has them.</param>
/// <param name="Dropped">Found no room, came after the disposal, or could not be sent within its grace.</param>
/// <param name="Rejected">Were refused by the service or its limits; sending them again would not help.</param>
/// <param name="IsPaused">The service refuses all requests, such as for a wrong key. Responses wait; another try is made every 30 seconds.</param>
/// <param name="LastError">The last trouble with the service, or why responses were dropped.</param>
/// <param name="LastRejection">Why the last of <paramref name="Rejected"/> was.</param>
public sealed record AssayClientStatus(int Queued, long Sent, long Dropped, long Rejected, bool IsPaused, string? LastError, string? LastRejection);
