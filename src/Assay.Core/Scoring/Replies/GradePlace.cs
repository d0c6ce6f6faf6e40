using System.Text.Json;
using Assay.Scoring.Rubrics;

namespace Assay.Scoring.Replies;

/// <summary>Where in a JSON reply a criterion's grade stands.</summary>
/// <param name="Start">Its first byte, of the UTF-8 text; the quote before a word is none of it.</param>
internal readonly record struct GradePlace(int Start, int End)
{
    private static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true, MaxDepth = 16 };

    /// <summary>One per criterion; null where its grade does not stand in exactly one place.</summary>
    public static GradePlace?[] Find(ReadOnlySpan<byte> reply, IReadOnlyList<Criterion> asked)
    {
        var places = new GradePlace?[asked.Count];
        int open = reply.IndexOf((byte)'{');
        if (open < 0 || !IsFenceOrNothing(reply[..open]))
        {
            return places;
        }

        try
        {
            int end = open + Read(reply[open..], asked, places, open);
            return reply[end..].IndexOf((byte)'{') < 0 ? places : new GradePlace?[asked.Count];
        }
        catch (JsonException)
        {
            return new GradePlace?[asked.Count];
        }
    }

    private static bool IsFenceOrNothing(ReadOnlySpan<byte> before)
    {
        before = before.Trim(" \r\n"u8);
        return before.IsEmpty || before.SequenceEqual("```json"u8) || before.SequenceEqual("```"u8);
    }

    /// <returns>Where the object ends.</returns>
    private static int Read(ReadOnlySpan<byte> json, IReadOnlyList<Criterion> asked, GradePlace?[] places, int offset)
    {
        var seen = new int[asked.Count];
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(Lenient));
        int criterion = -1;
        while (reader.Read() && !(reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0))
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == 1)
            {
                criterion = Named(ref reader, asked);
            }

            bool isGrade = reader.ValueTextEquals("score"u8) && ((reader.CurrentDepth == 2 && criterion >= 0) || (reader.CurrentDepth == 1 && asked.Count == 1));
            if (isGrade && reader.Read())
            {
                int of = Math.Max(criterion, 0);
                bool isWord = reader.TokenType == JsonTokenType.String;
                int start = offset + (int)reader.TokenStartIndex + (isWord ? 1 : 0);
                bool isPlain = (isWord && !reader.ValueIsEscaped) || reader.TokenType == JsonTokenType.Number;
                places[of] = ++seen[of] == 1 && isPlain ? new GradePlace(start, start + reader.ValueSpan.Length) : null;
            }
        }

        return reader.TokenType == JsonTokenType.EndObject ? (int)reader.BytesConsumed : throw new JsonException("the object has no end");
    }

    private static int Named(ref Utf8JsonReader name, IReadOnlyList<Criterion> asked)
    {
        for (int i = 0; i < asked.Count; i++)
        {
            if (name.ValueTextEquals(asked[i].Name))
            {
                return i;
            }
        }

        return -1;
    }
}
