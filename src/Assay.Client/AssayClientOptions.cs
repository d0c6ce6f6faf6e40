using System.Net.Http.Headers;

namespace Assay.Client;

/// <summary>Where responses are sent, and how much may wait.</summary>
public sealed record AssayClientOptions
{
    /// <summary>Where the service answers; a path in it is kept.</summary>
    public Uri Address { get; init; } = new("http://127.0.0.1:5080");

    /// <summary>A key with the scope <c>ingest</c>; null where the service uses none.</summary>
    public string? Key { get; init; }

    /// <summary>The release of every response that names none.</summary>
    public string? Release { get; init; }

    /// <summary>Responses that may wait, those being sent included; at least 1.</summary>
    public int Capacity { get; init; } = 10_000;

    /// <summary>Bytes of JSON that may wait, those being sent included; at least 1.</summary>
    public long CapacityBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Responses that are sent together, 1 to 1,000.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>How long a response waits for others to be sent with; more than 0.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For one request, its answer included; more than 0.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a disposal may take to send what still waits; 0 sends nothing more.</summary>
    public TimeSpan GraceOnDispose { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time of responses, waits and latencies. <see cref="Timeout"/> always is real time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Sends in place of the network, for tests. It is not disposed.</summary>
    public HttpMessageHandler? Handler { get; init; }

    internal Random Random { get; init; } = new();

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    internal AssayClientOptions Checked()
    {
        Require(Address.IsAbsoluteUri && Address.Scheme is "http" or "https", nameof(Address), "Give an address such as http://127.0.0.1:5080.");
        Require(Key is null || AuthenticationHeaderValue.TryParse($"Bearer {Key}", out _), nameof(Key), "Give the key as `assay keys create` printed it, without line breaks.");
        Require(Capacity >= 1, nameof(Capacity), "Let at least 1 response wait.");
        Require(CapacityBytes >= 1, nameof(CapacityBytes), "Let at least 1 byte wait.");
        Require(BatchSize is >= 1 and <= 1_000, nameof(BatchSize), "Send 1 to 1,000 responses together.");
        Require(IsTimer(FlushInterval), nameof(FlushInterval), "Give a time above 0 and up to an hour.");
        Require(IsTimer(Timeout), nameof(Timeout), "Give a time above 0 and up to an hour.");
        Require(GraceOnDispose == TimeSpan.Zero || IsTimer(GraceOnDispose), nameof(GraceOnDispose), "Give a time from 0 to an hour.");
        return this;
    }

    private static bool IsTimer(TimeSpan time) => time > TimeSpan.Zero && time <= TimeSpan.FromHours(1);

    // The value is not shown: one of them is a secret.
    private static void Require(bool holds, string option, string remedy)
    {
        if (!holds)
        {
            throw new ArgumentException($"{option} cannot be used. {remedy}", option);
        }
    }
}
