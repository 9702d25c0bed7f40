"""Read a GWAS file piece by piece: GWAS-VCF, GWAS-SSF and plain text, each into the same columns."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
from scipy.special import log_ndtr, ndtri

from dashboard.errors import SourceError
from dashboard.ingest.gwas.columns import recognise_columns

PIECE = 64 * 2**20
"""Bytes of text read at a time, so that memory does not grow with the file."""
MISSING = ["", "NA", "na", "NaN", "nan", ".", "-", "None"]
_CHR1 = {"248956422": "GRCh38", "249250621": "GRCh37"}
_BUILDS = {"grch38": "GRCh38", "hg38": "GRCh38", "b38": "GRCh38", "grch37": "GRCh37", "hg19": "GRCh37", "b37": "GRCh37"}
_WANTED = ("ES", "SE", "LP", "AF", "SS", "ID")
COLUMNS = {
    "chromosome": pl.String, "position": pl.Int64, "effect_allele": pl.String, "other_allele": pl.String, "beta": pl.Float64, "se": pl.Float64,
    "neglog10_p": pl.Float64, "af": pl.Float64, "n": pl.Int64, "variant_id": pl.String,
}
"""Columns of every piece; alleles in capitals, `beta` a log odds ratio where the file has odds ratios."""


@dataclass(frozen=True)
class Header:
    """What a file says of itself before its rows. `forward` is true where its alleles are known to be of the forward strand."""

    path: Path
    kind: str
    names: tuple[str, ...]
    separator: str
    build: str | None = None
    trait_type: str | None = None
    n: int | None = None
    title: str | None = None
    forward: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)


def read_header(path: Path, columns: Mapping[str, str] | None = None) -> Header:
    """The kind of file, its columns and what it says of build, trait and size. SourceError where it is not a GWAS file."""
    if not path.is_file():
        raise SourceError(f"{path} does not exist.")
    about: list[str] = []
    first = ""
    try:
        with _opened(path) as file:
            for raw in file:
                line = raw.decode().rstrip("\r\n")
                if not line.startswith("##"):
                    first = line
                    break
                about.append(line)
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(f"{path} is not text, or its compression is damaged; fetch it again.") from error
    if not first:
        raise SourceError(f"{path} has no header line with the names of its columns.")
    if about and about[0].startswith("##fileformat=VCF"):
        return _vcf_header(path, about, first)
    separator = "\t" if "\t" in first else "," if "," in first else " "
    names = tuple(first.split(separator) if separator != " " else first.split())
    recognised = recognise_columns(names, path, columns)
    is_ssf = {"base_pair_location", "effect_allele", "other_allele", "standard_error"} <= {name.lower() for name in names}
    meta = _ssf_meta(path) if is_ssf else {}
    return Header(
        path, "GWAS-SSF" if is_ssf else "text", names, separator, build=build_of(meta.get("genome_assembly", "")), columns=recognised,
        trait_type="case_control" if "beta" not in recognised else None, title=meta.get("trait_description"),
        forward=meta.get("is_harmonised", "").lower() == "true" or any(name.startswith("hm_") for name in names),
    )


def build_of(text: str) -> str | None:
    """GRCh37 or GRCh38 where the text names one of them in any of the common ways."""
    return next((build for word, build in _BUILDS.items() if word in text.lower()), None)


def read_pieces(header: Header) -> Iterator[pl.DataFrame]:
    """The file's rows as frames with COLUMNS, in the order of the file. SourceError naming the line that cannot be read."""
    line = 1
    for text, skipped in _pieces(header.path):
        line += skipped
        rows = text.count(b"\n")
        body = re.sub(rb"[ \t]+", b"\t", re.sub(rb"(?m)^[ \t]+|[ \t]+$", b"", text)) if header.separator == " " else text
        try:
            frame = pl.read_csv(
                io.BytesIO(body), has_header=False, separator="\t" if header.separator == " " else header.separator, quote_char=None, null_values=MISSING,
                schema=dict.fromkeys(header.names, pl.String), infer_schema=False,
            )
        except pl.exceptions.PolarsError as error:
            raise SourceError(f"{header.path}, lines {line} to {line + rows}: a line does not have the {len(header.names)} fields of the header; the file is cut off or damaged.") from error
        yield _from_vcf(frame, header) if header.kind == "GWAS-VCF" else _from_text(frame, header)
        line += rows


def _opened(path: Path) -> io.BufferedIOBase:
    return gzip.open(path, "rb") if path.suffix.lower() in (".gz", ".bgz") else path.open("rb")


def _pieces(path: Path) -> Iterator[tuple[bytes, int]]:
    """Whole lines below the header, and how many header lines came before the first of them."""
    with _opened(path) as file:
        skipped = 1
        while file.readline().startswith(b"##"):
            skipped += 1
        rest = b""
        try:
            while block := file.read(PIECE):
                text = rest + block
                end = text.rfind(b"\n") + 1
                rest = text[end:]
                if end:
                    yield text[:end].replace(b"\r\n", b"\n"), skipped
                    skipped = 0
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise SourceError(f"{path} is not a whole gzip file; it is cut off or damaged, fetch it again.") from error
        if rest.strip():
            yield rest + b"\n", skipped


def _vcf_header(path: Path, about: list[str], first: str) -> Header:
    names = tuple(first.lstrip("#").split("\t"))
    if names[:9] != ("CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT") or len(names) != 10:
        raise SourceError(f"{path} is a VCF but not a GWAS-VCF of one study: it should have the nine fixed columns and one of the study.")
    sample = next((line for line in about if line.startswith("##SAMPLE=")), "")
    said = dict(re.findall(r"(\w+)=([^,<>]+)", sample))
    contigs = " ".join(line for line in about if line.startswith(("##contig", "##reference")))
    first_length = re.search(r"ID=(?:chr)?1,length=(\d+)", contigs)
    sizes = [int(said[name]) for name in ("TotalControls", "TotalCases") if said.get(name, "").isdigit()]
    kinds = {"continuous": "quantitative", "casecontrol": "case_control"}
    return Header(
        path, "GWAS-VCF", names, "\t", build=build_of(contigs) or (_CHR1.get(first_length[1]) if first_length else None),
        trait_type=kinds.get(said.get("StudyType", "").lower()), n=sum(sizes) or None, title=names[9], forward=True,
    )


def _ssf_meta(path: Path) -> dict[str, str]:
    """Single-line entries of the file's `-meta.yaml`, where there is one."""
    meta = path.with_name(path.name + "-meta.yaml")
    if not meta.is_file():
        return {}
    return {key: value.strip(" '\"") for key, value in re.findall(r"(?m)^(\w+):[ \t]*(\S.*)$", meta.read_text(encoding="utf-8", errors="replace"))}


def _from_vcf(frame: pl.DataFrame, header: Header) -> pl.DataFrame:
    """One row per ALT allele, which is the effect allele; fields as FORMAT names them, row by row."""
    study = header.names[9]
    parts = []
    for (layout,), rows in frame.group_by("FORMAT", maintain_order=True):
        keys = str(layout or "").split(":")
        values = pl.col(study).str.split(":")
        found = rows.with_columns(
            pl.col("ALT").str.split(",").alias("ALT"),
            *(values.list.get(keys.index(name), null_on_oob=True).str.split(",").alias(f"_{name}") if name in keys else pl.lit(None, pl.List(pl.String)).alias(f"_{name}") for name in _WANTED),
        )
        single = found["ALT"].list.len().max() == 1
        names = [f"_{name}" for name in _WANTED if name in keys and name not in ("SS", "ID")]
        found = found.with_columns(pl.col("ALT", *names).list.first()) if single else found.explode("ALT", *names)
        parts.append(found.select(
            pl.col("CHROM").alias("chromosome"), pl.col("POS").alias("position"), pl.col("ALT").alias("effect_allele"), pl.col("REF").alias("other_allele"),
            *(_scalar(found, f"_{name}").alias(target) for name, target in (("ES", "beta"), ("SE", "se"), ("LP", "neglog10_p"), ("AF", "af"), ("SS", "n"))),
            pl.coalesce(pl.col("ID"), _scalar(found, "_ID")).alias("variant_id"),
        ))
    whole = pl.concat(parts)
    return _typed(whole, {name: pl.col(name) for name in COLUMNS}).with_columns(pl.coalesce("n", pl.lit(header.n, pl.Int64)).alias("n"))


def _scalar(frame: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name).list.first() if isinstance(frame.schema[name], pl.List) else pl.col(name)


def _from_text(frame: pl.DataFrame, header: Header) -> pl.DataFrame:
    used = {role: pl.col(name) for role, name in header.columns.items()}
    number = {role: used[role].cast(pl.Float64, strict=False) for role in ("beta", "odds_ratio", "se", "pval", "neglog10_p") if role in used}
    if "beta" not in number:
        ratio = number["odds_ratio"]
        used["beta"] = pl.when(ratio > 0).then(ratio.log())
    if "neglog10_p" not in number and "pval" in number:
        p = number["pval"]
        used["neglog10_p"] = pl.when((p >= 0) & (p <= 1)).then(-p.clip(5e-324).log10() + 0.0)
    lower = {name.lower(): name for name in header.names}
    # PLINK 2 names the tested allele A1 beside REF and ALT: the other one is whichever of these it is not.
    if header.columns.get("effect_allele", "").lower() == "a1" and header.columns.get("other_allele", "").lower() == "ref" and "alt" in lower:
        used["other_allele"] = pl.when(used["effect_allele"] == pl.col(lower["ref"])).then(pl.col(lower["alt"])).otherwise(pl.col(lower["ref"]))
    return _typed(frame, used)


def _typed(frame: pl.DataFrame, used: Mapping[str, pl.Expr]) -> pl.DataFrame:
    selected = frame.select(used.get(name, pl.lit(None)).alias(name) for name in COLUMNS)
    typed = selected.with_columns(
        *(pl.col(name).cast(pl.Float64, strict=False).fill_nan(None) for name in ("beta", "se", "neglog10_p", "af")),
        *(pl.col(name).cast(pl.Float64, strict=False).round().cast(pl.Int64, strict=False) for name in ("position", "n")),
        *(pl.col(name).cast(pl.String).str.to_uppercase() for name in ("effect_allele", "other_allele")), pl.col("variant_id").cast(pl.String),
        _chromosome(pl.col("chromosome").cast(pl.String)).alias("chromosome"),
    )
    return _completed(typed.select(list(COLUMNS)))


def _completed(frame: pl.DataFrame) -> pl.DataFrame:
    """Errors from effects and p-values where the file has no errors, p-values from both where it has none."""
    beta, se, neglog10_p = (frame[name].to_numpy() for name in ("beta", "se", "neglog10_p"))
    with np.errstate(all="ignore"):
        derived_se = np.abs(beta) / -ndtri(np.power(10.0, -neglog10_p) / 2)
        derived_p = -(log_ndtr(-np.abs(beta / se)) + np.log(2)) / np.log(10)
    columns = {"se": np.where(np.isnan(se), derived_se, se), "neglog10_p": np.where(np.isnan(neglog10_p), derived_p, neglog10_p)}
    finite = [pl.Series(name, np.where(np.isfinite(values), values, np.nan)).fill_nan(None) for name, values in columns.items()]
    return frame.with_columns(finite).with_columns(pl.col("neglog10_p").clip(0.0))


def _chromosome(text: pl.Expr) -> pl.Expr:
    plain = text.str.replace(r"(?i)^chr", "").str.to_uppercase().replace({"23": "X", "24": "Y", "26": "M", "MT": "M"})
    bare = plain.str.replace(r"^0+(\d)", "$1")
    return pl.when(bare.str.contains(r"^([1-9]|1\d|2[0-2]|X|Y|M)$")).then(pl.lit("chr") + bare)
