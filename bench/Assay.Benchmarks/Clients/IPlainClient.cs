namespace Assay.Benchmarks.Clients;

/// <summary>What somebody would write instead of using Assay: sends the call of one number and deals with its reply.</summary>
internal interface IPlainClient : IAsyncDisposable
{
    int Calls { get; }

    Task CallAsync(int number);

    /// <summary>Everything is stored when it returns.</summary>
    Task CompleteAsync();
}
