using System.Text.Json.Serialization;

namespace Assay.Collecting.Files;

/// <summary>How rows of tables become JSON, source-generated.</summary>
[JsonSerializable(typeof(Dictionary<string, string?>))]
internal sealed partial class RecordJson : JsonSerializerContext;
