using System.Globalization;
using System.Text;
using Assay.Collecting;
using Assay.Collecting.Redaction;

namespace Assay.Benchmarks;

/// <summary>Redacts texts on one thread: how many megabytes a second of processor time, as UTF-8, by what is in them and what is looked for.</summary>
internal static class RedactionRate
{
    private const string Sentence = "You can send the parcel back within thirty days, as long as the seal of the box is not broken; the money is returned to the account you have paid from. ";
    private const string Figures = "Order 4711081512 of 2026-11-25 10:30 (3 items, $1,234.56) left 192.168.17.4 at version 10.2.1; see https://shop.example/o/4711?x=1. ";
    private const string Personal = "Anna (anna@example.org, +49 30 1234567) paid with 4111 1111 1111 1111 or DE89 3704 0044 0532 0130 00; the key sk-abcdefghij0123456789ABCD leaked. ";

    public static int Run(int megabytes)
    {
        var everything = new RedactionRules { Kinds = Enum.GetValues<SensitiveKind>() };
        RedactionRules custom = everything with { Patterns = [new CustomPattern("customer", @"\bK-[0-9]{6}\b")] };
        foreach ((string name, string text) in new[] { ("plain words", Sentence), ("figures, dates, links", Figures), ("9 of 10 plain, 1 with all five kinds", string.Concat(Enumerable.Repeat(Sentence, 9)) + Personal) })
        {
            foreach (int size in (int[])[2 * 1024, 1024 * 1024])
            {
                Measure($"{name}, {size / 1024} KiB", text, size, everything, megabytes);
            }

            Measure($"{name}, 2 KiB, with a pattern", text, 2 * 1024, custom, megabytes);
        }

        return 0;
    }

    private static void Measure(string name, string piece, int size, RedactionRules rules, int megabytes)
    {
        var text = new StringBuilder();
        while (text.Length < size)
        {
            text.Append(piece);
        }

        var redactor = new Redactor(rules);
        var response = new Response { Id = "r1", Input = "", Output = text.ToString() };
        long bytes = Encoding.UTF8.GetByteCount(response.Output);
        int times = (int)(megabytes * 1_000_000L / bytes) + 1;
        for (int i = 0; i < times / 4; i++)
        {
            redactor.Redact(response);
        }

        TimeSpan started = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < times; i++)
        {
            redactor.Redact(response);
        }

        double seconds = (Environment.CpuUsage.TotalTime - started).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-60} {bytes * times / seconds / 1e6,8:N0} MB/s {seconds / times * 1e6,10:N1} us each"));
    }
}
