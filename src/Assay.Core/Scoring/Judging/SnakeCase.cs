using System.Collections.Concurrent;
using System.Text.Json;

namespace Assay.Scoring.Judging;

/// <summary>The names that closed lists have outside the program: <c>EmptyOutput</c> is <c>empty_output</c> in files, tables and on the wire.</summary>
public static class SnakeCase
{
    private static readonly ConcurrentDictionary<Enum, string> Names = new();

    public static string ToSnakeCase(this Enum value) => Names.GetOrAdd(value, static v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));

    /// <exception cref="FormatException">None of the enum's names.</exception>
    public static T Parse<T>(string name)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (value.ToSnakeCase() == name)
            {
                return value;
            }
        }

        throw new FormatException($"{name} is no {typeof(T).Name}");
    }
}
