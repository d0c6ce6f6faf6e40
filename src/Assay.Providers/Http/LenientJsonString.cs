using System.Globalization;
using System.Text;

namespace Assay.Providers.Http;

/// <summary>Reads a JSON string's content where the strict reader gives up: half surrogate pairs and invalid UTF-8 become U+FFFD.</summary>
internal static class LenientJsonString
{
    /// <param name="escaped">What stands between the quotes, already known to be well-formed JSON otherwise.</param>
    public static string Read(ReadOnlySpan<byte> escaped)
    {
        string text = Encoding.UTF8.GetString(escaped);
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            if (text[i] == 'u')
            {
                result.Append((char)int.Parse(text.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
                continue;
            }

            result.Append(text[i] switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\b',
                'f' => '\f',
                char same => same,
            });
        }

        return WithoutHalfPairs(result);
    }

    private static string WithoutHalfPairs(StringBuilder text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                text[i] = '\uFFFD';
            }
        }

        return text.ToString();
    }
}
