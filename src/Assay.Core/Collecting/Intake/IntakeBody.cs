using System.Text;
using System.Text.Json;
using Assay.Collecting.Files;
using Assay.Collecting.Records;

namespace Assay.Collecting.Intake;

/// <summary>Reads the responses of a request's body: one JSON object, an array of them, or one per line. A record that cannot be taken in leaves its neighbours alone.</summary>
public static class IntakeBody
{
    /// <summary>Bytes of one field, as UTF-8.</summary>
    public const int LargestField = 1024 * 1024;

    public const int MostRecords = 10_000;

    private const string Name = "body";

    /// <exception cref="InputException">Nothing of the body can be taken in: it is empty, no JSON, or holds too many records.</exception>
    public static IntakeRequest Read(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> text = utf8.TrimStart("\uFEFF"u8).Trim(" \t\r\n"u8);
        var reading = new Reading();
        if (text.IsEmpty)
        {
            throw new InputException($"{Name}:1", "the body is empty.", "Send one response as a JSON object, several as a JSON array, or one object per line.");
        }

        if (text[0] == (byte)'[')
        {
            List<Range> items = JsonArrayText.Items(text, Name);
            for (int i = 0; i < items.Count; i++)
            {
                reading.Take(text[items[i]], i + 1);
            }
        }
        else if (IsOneObject(text))
        {
            reading.Take(text, 1);
        }
        else
        {
            int line = 0;
            foreach (Range range in text.Split((byte)'\n'))
            {
                line++;
                ReadOnlySpan<byte> record = text[range].Trim(" \t\r"u8);
                if (!record.IsEmpty)
                {
                    reading.Take(record, line);
                }
            }
        }

        return new IntakeRequest(reading.Arrivals, reading.Rejected);
    }

    /// <summary>An object may stand over several lines; several objects may not.</summary>
    private static bool IsOneObject(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        if (end < 0)
        {
            return true;
        }

        var reader = new Utf8JsonReader(text[..end], isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = int.MaxValue }));
        try
        {
            // Where the first line is a whole object, each line is one.
            return !(reader.Read() && reader.TrySkip());
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private sealed class Reading
    {
        public List<Arrival> Arrivals { get; } = [];

        public List<RejectedRecord> Rejected { get; } = [];

        public void Take(ReadOnlySpan<byte> record, int number)
        {
            if (Arrivals.Count + Rejected.Count == MostRecords)
            {
                throw new InputException($"{Name}:{number}", $"the request holds more than {MostRecords} responses.", "Send them in several requests.");
            }

            try
            {
                Response response = ResponseJson.Read(record, new RecordPlace(Name, number));
                if (record.Length > LargestField && TooLarge(response) is { } field)
                {
                    Rejected.Add(new RejectedRecord($"{Name}:{number}", $"\"{field}\" has more than {LargestField} bytes. Shorten it; a judge could not read it either.", TooLarge: true));
                    return;
                }

                Arrivals.Add(new Arrival(response, Place: $"{Name}:{number}"));
            }
            catch (InputException e)
            {
                Rejected.Add(new RejectedRecord(e.Place, $"{e.Problem} {e.Remedy}"));
            }
        }

        private static string? TooLarge(Response response)
        {
            static bool Is(string? text) => text?.Length > LargestField || (text?.Length > LargestField / 3 && Encoding.UTF8.GetByteCount(text) > LargestField);

            return Is(response.Input) ? "input"
                : Is(response.Output) ? "output"
                : Is(response.Reference) ? "reference"
                : response.Context.Any(Is) ? "context"
                : response.Conversation.Any(t => Is(t.Content)) ? "conversation"
                : response.Metadata.FirstOrDefault(m => Is(m.Value.GetRawText())).Key;
        }
    }
}
