namespace Assay.Benchmarks.Clients;

/// <summary>What somebody would write instead of using Assay: sends a body and deals with its reply.</summary>
internal interface IPlainClient : IAsyncDisposable
{
    /// <param name="number">From 0; the bodies come round again.</param>
    Task CallAsync(int number);

    /// <summary>Everything is stored when it returns.</summary>
    Task CompleteAsync();
}
