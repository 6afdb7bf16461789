using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrackTok.Identity.Data.Migrations
{
    /// <inheritdoc />
    public partial class ExternalSignIn : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_confined",
                table: "sessions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "provider_id",
                table: "sessions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "provider_saw_factor",
                table: "sessions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "identity_providers",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    issuer = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    client_id = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    secret_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    default_role = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    domains = table.Column<string[]>(type: "text[]", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    client_secret = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_identity_providers", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "external_attempts",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    binding_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    nonce_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    verifier = table.Column<byte[]>(type: "bytea", nullable: false),
                    redirect_uri = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    begun_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    returned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    vouched = table.Column<byte[]>(type: "bytea", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_external_attempts", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_external_attempts_identity_providers_tenant_id_provider_id",
                        columns: x => new { x.tenant_id, x.provider_id },
                        principalTable: "identity_providers",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "external_links",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_external_links", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_external_links_identity_providers_tenant_id_provider_id",
                        columns: x => new { x.tenant_id, x.provider_id },
                        principalTable: "identity_providers",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_external_links_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_sessions_tenant_id_provider_id",
                table: "sessions",
                columns: new[] { "tenant_id", "provider_id" },
                filter: "provider_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_external_attempts_tenant_id_expires_at",
                table: "external_attempts",
                columns: new[] { "tenant_id", "expires_at" });

            migrationBuilder.CreateIndex(
                name: "ix_external_attempts_tenant_id_provider_id",
                table: "external_attempts",
                columns: new[] { "tenant_id", "provider_id" });

            migrationBuilder.CreateIndex(
                name: "ix_external_attempts_tenant_id_state_hash",
                table: "external_attempts",
                columns: new[] { "tenant_id", "state_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_external_links_person_id",
                table: "external_links",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_external_links_tenant_id_provider_id_subject",
                table: "external_links",
                columns: new[] { "tenant_id", "provider_id", "subject" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "external_attempts");

            migrationBuilder.DropTable(
                name: "external_links");

            migrationBuilder.DropTable(
                name: "identity_providers");

            migrationBuilder.DropIndex(
                name: "ix_sessions_tenant_id_provider_id",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "is_confined",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "provider_id",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "provider_saw_factor",
                table: "sessions");
        }
    }
}
