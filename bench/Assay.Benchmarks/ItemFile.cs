using System.Text;

namespace Assay.Benchmarks;

/// <summary>Responses of a made-up support assistant, the same in every run, no two alike.</summary>
internal static class ItemFile
{
    private static readonly string[] Words =
        "refund order delivery parcel warranty account password reset address invoice customer support policy within thirty days please contact shipping label return box damaged size colour tent jacket boots price voucher code login email phone".Split(' ');

    /// <summary>Short texts, so that a request is little more than Assay's own prompt: about 2 KB.</summary>
    public static async Task WriteAsync(string file, int items)
    {
        var random = new Random(1);
        await using StreamWriter writer = Open(file);
        for (int i = 0; i < items; i++)
        {
            await writer.WriteLineAsync($"{{\"id\":\"m{i}\",\"input\":\"{Text(random, 8)}?\",\"output\":\"{Text(random, 16)} {i}.\"}}");
        }
    }

    /// <summary>About 940 bytes a line, with context and a field to slice by.</summary>
    public static async Task WriteLongAsync(string file, int items)
    {
        var random = new Random(1);
        await using StreamWriter writer = Open(file);
        for (int i = 0; i < items; i++)
        {
            string route = i % 2 == 0 ? "refunds" : "orders";
            await writer.WriteLineAsync(
                $"{{\"id\":\"m{i}\",\"input\":\"{Text(random, 14)}?\",\"output\":\"{Text(random, 90)}.\",\"context\":\"{Text(random, 22)}\",\"route\":\"{route}\"}}");
        }
    }

    private static StreamWriter Open(string file) => new(file, append: false, new UTF8Encoding(false), 1 << 20);

    private static string Text(Random random, int words)
    {
        var text = new StringBuilder();
        for (int i = 0; i < words; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(Words[random.Next(Words.Length)]);
        }

        return text.ToString();
    }
}
