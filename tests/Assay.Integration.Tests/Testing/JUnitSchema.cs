using System.Xml;
using System.Xml.Schema;

namespace Assay.Integration.Tests.Testing;

/// <summary>
/// JUnit XML as Jenkins takes it, which refuses what it does not know: written for these tests after the elements and attributes of
/// junit-10.xsd of its xunit plugin (github.com/jenkinsci/xunit-plugin), which follows Maven Surefire's reports. Counts are numbers here.
/// </summary>
internal static class JUnitSchema
{
    private const string Text = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
          <xs:simpleType name="seconds"><xs:restriction base="xs:string"><xs:pattern value="[0-9]+(\.[0-9]+)?"/></xs:restriction></xs:simpleType>
          <xs:simpleType name="moment"><xs:restriction base="xs:string"><xs:pattern value="[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"/></xs:restriction></xs:simpleType>
          <xs:complexType name="trouble" mixed="true">
            <xs:attribute name="type" type="xs:string"/>
            <xs:attribute name="message" type="xs:string"/>
          </xs:complexType>
          <xs:complexType name="properties">
            <xs:sequence>
              <xs:element name="property" minOccurs="0" maxOccurs="unbounded">
                <xs:complexType><xs:attribute name="name" type="xs:string" use="required"/><xs:attribute name="value" type="xs:string" use="required"/></xs:complexType>
              </xs:element>
            </xs:sequence>
          </xs:complexType>
          <xs:complexType name="testcase">
            <xs:choice minOccurs="0" maxOccurs="unbounded">
              <xs:element name="skipped" type="trouble"/>
              <xs:element name="error" type="trouble"/>
              <xs:element name="failure" type="trouble"/>
              <xs:element name="system-out" type="xs:string"/>
              <xs:element name="system-err" type="xs:string"/>
            </xs:choice>
            <xs:attribute name="name" type="xs:string" use="required"/>
            <xs:attribute name="classname" type="xs:string"/>
            <xs:attribute name="time" type="seconds"/>
          </xs:complexType>
          <xs:complexType name="testsuite">
            <xs:choice minOccurs="0" maxOccurs="unbounded">
              <xs:element name="properties" type="properties"/>
              <xs:element name="testcase" type="testcase"/>
              <xs:element name="system-out" type="xs:string"/>
              <xs:element name="system-err" type="xs:string"/>
            </xs:choice>
            <xs:attribute name="name" type="xs:string" use="required"/>
            <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
            <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
            <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
            <xs:attribute name="skipped" type="xs:nonNegativeInteger"/>
            <xs:attribute name="time" type="seconds"/>
            <xs:attribute name="timestamp" type="moment"/>
            <xs:attribute name="hostname" type="xs:string"/>
            <xs:attribute name="id" type="xs:string"/>
            <xs:attribute name="package" type="xs:string"/>
          </xs:complexType>
          <xs:element name="testsuites">
            <xs:complexType>
              <xs:sequence><xs:element name="testsuite" type="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
              <xs:attribute name="name" type="xs:string"/>
              <xs:attribute name="time" type="seconds"/>
              <xs:attribute name="tests" type="xs:nonNegativeInteger"/>
              <xs:attribute name="failures" type="xs:nonNegativeInteger"/>
              <xs:attribute name="errors" type="xs:nonNegativeInteger"/>
            </xs:complexType>
          </xs:element>
        </xs:schema>
        """;

    /// <summary>What of it is against the schema; empty where it is valid.</summary>
    public static IReadOnlyList<string> Problems(Stream xml)
    {
        var problems = new List<string>();
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = true };
        using var text = new StringReader(Text);
        using var schema = XmlReader.Create(text);
        settings.Schemas.Add(null, schema);
        settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
        settings.ValidationEventHandler += (_, found) => problems.Add($"{found.Exception.LineNumber}: {found.Message}");
        using var reader = XmlReader.Create(xml, settings);
        while (reader.Read())
        {
        }

        return problems;
    }
}
