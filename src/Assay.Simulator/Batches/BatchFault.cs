namespace Assay.Simulator.Batches;

internal enum BatchFault
{
    None,

    /// <summary>A request is not answered before the batch ends.</summary>
    Expired,

    /// <summary>A request is answered with a server's error.</summary>
    Error,

    /// <summary>A request has no line in the results.</summary>
    Missing,

    /// <summary>A line in the results has an id that was never asked for.</summary>
    Foreign,

    /// <summary>A request has its line twice.</summary>
    Duplicate,

    /// <summary>A batch's results stand in any order.</summary>
    Shuffled,

    /// <summary>A batch's results end in the middle the first time they are read, and nothing says so.</summary>
    Cut,

    /// <summary>A file is stored, and the connection dies before the reply.</summary>
    LostUpload,

    /// <summary>A batch is begun, and the connection dies before the reply.</summary>
    LostSubmission,
}
