namespace Assay.Benchmarks.Measuring;

/// <summary>A folder for one measurement, deleted at its end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("assay-bench-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A new folder inside.</summary>
    public string Fresh() => Directory.CreateDirectory(File(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N"))).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
