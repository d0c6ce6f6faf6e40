using System.Globalization;
using Microsoft.VisualBasic.FileIO;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>A CSV file as a program that is not Assay reads it.</summary>
internal sealed class CsvTable
{
    private readonly string[] _names;
    private readonly IReadOnlyList<string[]> _rows;

    private CsvTable(string[] names, IReadOnlyList<string[]> rows)
    {
        _names = names;
        _rows = rows;
    }

    public int Count => _rows.Count;

    public IReadOnlyList<string> Names => _names;

    public static CsvTable Read(string file)
    {
        using var reader = new StreamReader(file);
        return Read(reader);
    }

    public static CsvTable Read(TextReader reader)
    {
        using var parser = new TextFieldParser(reader) { Delimiters = [","], HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = false };
        string[] names = parser.ReadFields()!;
        var rows = new List<string[]>();
        while (parser.ReadFields() is { } row)
        {
            Assert.Equal(names.Length, row.Length);
            rows.Add(row);
        }

        return new CsvTable(names, rows);
    }

    public string[] Column(string name)
    {
        int at = Array.IndexOf(_names, name);
        Assert.True(at >= 0, $"no column {name} in {string.Join(", ", _names)}");
        return [.. _rows.Select(r => r[at])];
    }

    /// <summary>Null where the cell is empty.</summary>
    public double?[] Numbers(string name) =>
        [.. Column(name).Select(cell => cell.Length == 0 ? (double?)null : double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture))];
}
