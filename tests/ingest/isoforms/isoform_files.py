"""Small files as the tools write them, all of the same two genes and three isoforms."""

from __future__ import annotations

from pathlib import Path

import polars as pl

SHEET = "sample\ttissue\tdonor\nS1\tLiver\tD1\nS2\tLiver\tD2\nS3\tLung\tD1\n"
GENCODE = (
    '##description: test\n'
    'chr1\tHAVANA\tgene\t1\t900\t.\t+\t.\tgene_id "ENSG00000000001.5"; gene_type "protein_coding"; gene_name "AAA"; level 2;\n'
    'chr1\tHAVANA\ttranscript\t1\t900\t.\t+\t.\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000001.2"; gene_name "AAA"; transcript_type "protein_coding";\n'
    'chr1\tHAVANA\texon\t101\t200\t.\t+\t.\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000001.2"; gene_name "AAA"; exon_number 1; tag "basic"; tag "CCDS";\n'
    'chr1\tHAVANA\texon\t301\t400\t.\t+\t.\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000001.2"; gene_name "AAA"; exon_number 2;\n'
    'chr1\tHAVANA\tCDS\t151\t200\t.\t+\t0\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000001.2";\n'
    'chr1\tHAVANA\tCDS\t301\t340\t.\t+\t1\tgene_id "ENSG00000000001.5"; transcript_id "ENST00000000001.2";\n'
)
FLAIR = (
    'chr1\tFLAIR\texon\t101\t200\t.\t+\t.\ttranscript_id "ENST00000000001.2"; gene_id "ENSG00000000001.5"; exon_number "0";\n'
    'chr1\tFLAIR\texon\t301\t400\t.\t+\t.\ttranscript_id "ENST00000000001.2"; gene_id "ENSG00000000001.5"; exon_number "1";\n'
)
BAMBU = (
    'chr1\tBambu\ttranscript\t101\t500\t.\t+\t.\tgene_id "ENSG00000000001"; transcript_id "BambuTx1"; NDR "0.1";\n'
    'chr1\tBambu\texon\t101\t200\t.\t+\t.\tgene_id "ENSG00000000001"; transcript_id "BambuTx1"; exon_number "1";\n'
    'chr1\tBambu\texon\t401\t500\t.\t+\t.\tgene_id "ENSG00000000001"; transcript_id "BambuTx1"; exon_number "2";\n'
)
ISOQUANT = (
    '# /IsoQuant 3\n'
    'chr1\tIsoQuant\tgene\t101\t500\t.\t-\t.\tgene_id "novel_gene_chr1_1"; transcripts "1";\n'
    'chr1\tIsoQuant\ttranscript\t101\t500\t.\t-\t.\tgene_id "novel_gene_chr1_1"; transcript_id "transcript7.chr1.nnic"; exons "2";\n'
    'chr1\tIsoQuant\texon\t401\t500\t.\t-\t.\tgene_id "novel_gene_chr1_1"; transcript_id "transcript7.chr1.nnic"; exon "1";\n'
    'chr1\tIsoQuant\texon\t101\t200\t.\t-\t.\tgene_id "novel_gene_chr1_1"; transcript_id "transcript7.chr1.nnic"; exon "2";\n'
)
SQANTI_GTF = (
    'chr1\tPacBio\ttranscript\t1\t9\t.\t-\t.\ttranscript_id "PB.1.1"; gene_id "PB.1"\n'
    'chr1\tPacBio\texon\t101\t200\t.\t-\t.\ttranscript_id "PB.1.1"; gene_id "PB.1";\n'
    'chr1\tPacBio\texon\t301\t400\t.\t-\t.\ttranscript_id "PB.1.1"; gene_id "PB.1";\n'
    'chr1\tPacBio\texon\t301\t400\t.\t-\t.\ttranscript_id "PB.1.2"; gene_id "PB.1";\n'
    'chr2\tPacBio\texon\t11\t20\t.\t+\t.\ttranscript_id "PB.2.1"; gene_id "PB.2";\n'
)
GFF3 = (
    "##gff-version 3\n"
    "1\tx\tgene\t101\t400\t.\t+\t.\tID=gene:ENSG00000000001;Name=AAA\n"
    "1\tx\tmRNA\t101\t400\t.\t+\t.\tID=transcript:ENST00000000001;Parent=gene:ENSG00000000001\n"
    "1\tx\texon\t101\t200\t.\t+\t.\tParent=transcript:ENST00000000001\n"
    "1\tx\texon\t301\t400\t.\t+\t.\tParent=transcript:ENST00000000001\n"
    "1\tx\tCDS\t151\t200\t.\t+\t0\tID=CDS:1;Parent=transcript:ENST00000000001\n"
)
NO_GENE = 'chr1\tx\texon\t101\t200\t.\t+\t.\ttranscript_id "STRG.1.1";\n'
CLASSIFICATION = (
    "isoform\tchrom\tstrand\tlength\texons\tstructural_category\tassociated_gene\tassociated_transcript\tsubcategory\tall_canonical\tRTS_stage\tcoding\t"
    "CDS_genomic_start\tCDS_genomic_end\tpredicted_NMD\tfilter_result\n"
    "PB.1.1\tchr1\t-\t200\t2\tnovel_in_catalog\tENSG00000000001.5\tnovel\tcombination_of_known_junctions\tcanonical\tFALSE\tcoding\t350\t161\tFALSE\tIsoform\n"
    "PB.1.2\tchr1\t-\t100\t1\tfull-splice_match\tENSG00000000001.5\tENST00000000009.1\tmono-exon\tNA\tTRUE\tnon_coding\tNA\tNA\tNA\tArtifact\n"
    "PB.2.1\tchr2\t+\t10\t1\tintergenic\tnovelGene_3\tnovel\tmono-exon\tNA\tFALSE\tnon_coding\tNA\tNA\tNA\tIsoform\n"
)
FLAIR_COUNTS = "ids\tS1\tS2\tS3\nPB.1.1\t30.0\t10.0\t0.0\nPB.1.2\t10.0\t10.0\t0.0\nPB.2.1\t60.0\t80.0\t100.0\n"
BAMBU_COUNTS = "TXNAME\tGENEID\tS1\tS2\tS3\nPB.1.1\tENSG1\t30\t10\t0\nPB.1.2\tENSG1\t10\t10\t0\nPB.2.1\tG2\t60\t80\t100\n"
R_MATRIX = '"S1"\t"S2"\t"S3"\n"PB.1.1"\t30\t10\t0\n"PB.1.2"\t10\t10\t0\n"PB.2.1"\t60\t80\t100\n'
CSV_MATRIX = "transcript_id,S1,S2,S3\nPB.1.1,30,10,0\nPB.1.2,10,10,0\nPB.2.1,60,80,100\n"
TPM_MATRIX = "Name\tS1\tS2\tS3\nPB.1.1\t300000\t100000\t0\nPB.1.2\t100000\t100000\t0\nPB.2.1\t600000\t800000\t1000000\n"
ISOQUANT_COUNTS = "#feature_id\tS1\tS2\tS3\nPB.1.1\t30\t10\t0\nPB.1.2\t10\t10\t0\nPB.2.1\t60\t80\t100\n__ambiguous\t5\t5\t5\n"
SALMON = "Name\tLength\tEffectiveLength\tTPM\tNumReads\nPB.1.1\t200\t50.000\t300000\t30.0\nPB.1.2\t100\t50\t100000\t10\nPB.2.1\t10\t5\t600000\t60\n"
RSEM = (
    "transcript_id\tgene_id\tlength\teffective_length\texpected_count\tTPM\tFPKM\tIsoPct\n"
    "PB.1.1\tG\t200\t50\t30.00\t300000\t1\t75\nPB.1.2\tG\t100\t50\t10\t100000\t1\t25\nPB.2.1\tH\t10\t5\t60\t600000\t1\t100\n"
)
KALLISTO = "target_id\tlength\teff_length\test_counts\ttpm\nPB.1.1\t200\t50\t30\t300000\nPB.1.2\t100\t50\t10\t100000\nPB.2.1\t10\t5\t60\t600000\n"
ISOSEQ = "pbid\tcount_fl\tnorm_fl\nPB.1.1\t30\t0.3\nPB.1.2\t10\t0.1\nPB.2.1\t60\t0.6\n"


def write(directory: Path, **files: str) -> list[Path]:
    """Write each text under a name that says nothing of its kind."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in files.items():
        path = directory / f"{name}.txt"
        path.write_text(text)
        paths.append(path)
    return paths


def table(data: Path, name: str, release: str = "isoforms") -> pl.DataFrame:
    return pl.read_parquet(data / "releases" / release / "tables" / f"{name}.parquet")
