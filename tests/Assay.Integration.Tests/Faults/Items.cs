using System.Text;

namespace Assay.Integration.Tests.Faults;

/// <summary>Made-up responses for fault runs.</summary>
internal static class Items
{
    private static readonly string[] Words = "refund order parcel warranty account password address invoice policy label return size colour tent jacket boots voucher login support delivery".Split(' ');

    /// <summary>A JSON Lines text of different responses, the same for the same seed.</summary>
    public static string Jsonl(int count, int seed)
    {
        var random = new Random(seed);
        var lines = new StringBuilder();
        for (int i = 1; i <= count; i++)
        {
            lines.Append("{\"id\":\"r").Append(i).Append("\",\"input\":\"How about my ").Append(Text(random, 6)).Append("?\",\"output\":\"Number ").Append(i)
                .Append(": ").Append(Text(random, random.Next(15, 90))).Append(".\"}\n");
        }

        return lines.ToString();
    }

    private static string Text(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[random.Next(Words.Length)]));
}
