use std::sync::LazyLock;

/// The characters that make up most of any Chinese text, with those that the genre is full of.
/// Simplified first, then the traditional forms of them.
const COMMON: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子\
说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去\
把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第\
向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件\
长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色\
光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速\
花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段\
研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便\
团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适\
属圆包火住调满县局照参红细引听该铁价严授权营登记共享开放范围监督责任协议违依执附章施细则暂试印通附款项源\
签评估审核备案安障风险控隐私密终止退出移交删除迁留存日志竞争歧视垄断公平遴选资格招投采购条件禁允鼓励促进规章\
推动创新产品服务价格收益分配成本补偿费财税会计网络信息系统平台技术接口加工治理汇聚归集目录质量标准编制修订更\
释义解释抄送附表届满续延期限停撤销追究处罚诉讼仲裁赔偿损失侵犯商泄露非法获取篡毁灭失破坏未按照规定履职尽责容错\
免减纠偏改革试点示范工程项目专家咨询委员会领导小组办公厅厅局司处科股县乡镇街道村居单位企业事业机关团体个人法\
個國為會學說這來時們對發經過種後動開關長進應現實點還沒無與從業萬當數據資訊體機條題問門間樣總統計劃將設備產\
義務權證書號華電車東風飛馬龍鳥魚";

static TABLE: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut bits = vec![0u64; 0x5200 / 64];
    for c in COMMON.chars() {
        let i = (c as usize).saturating_sub(0x4e00);
        if let Some(word) = bits.get_mut(i / 64) {
            *word |= 1 << (i % 64);
        }
    }
    bits
});

/// True for one of the some 900 characters that make up most of any Chinese text.
pub fn is_common(c: char) -> bool {
    let i = (c as usize).wrapping_sub(0x4e00);
    TABLE.get(i / 64).is_some_and(|word| word >> (i % 64) & 1 == 1)
}

/// True for a unified ideograph of the basic block or extension A, or 〇.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '〇')
}

/// What a text is made of, counted in characters; white space is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Census {
    pub total: usize,
    pub han: usize,
    /// Those of `han` that are common.
    pub common: usize,
    /// Characters that Chinese policy texts do not hold: foreign scripts, private use, unassigned
    /// look, replacement characters, controls.
    pub strange: usize,
}

impl Census {
    pub fn of(text: impl IntoIterator<Item = char>) -> Self {
        let mut n = Self::default();
        for c in text {
            if c.is_whitespace() {
                continue;
            }
            n.total += 1;
            if is_han(c) {
                n.han += 1;
                n.common += usize::from(is_common(c));
            } else {
                n.strange += usize::from(is_strange(c));
            }
        }
        n
    }

    /// Share of the ideographs that are common, 0-1; 1 when there is none. Real Chinese prose
    /// has 0.8 and more, wrongly decoded bytes and glyph ids less than 0.3.
    pub fn common_share(&self) -> f64 {
        if self.han == 0 { 1.0 } else { self.common as f64 / self.han as f64 }
    }

    /// Share of all characters that are strange, 0-1.
    pub fn strange_share(&self) -> f64 {
        self.strange as f64 / self.total.max(1) as f64
    }
}

/// True for a character that has no place in a Chinese policy text.
pub fn is_strange(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{c}' => false,
        ' '..='~' => false,
        '\u{0}'..='\u{9f}' => true,
        '\u{a0}'..='\u{17f}' | '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{45f}' => false,
        // General punctuation to miscellaneous technical, enclosed, box, shapes, dingbats.
        '\u{2000}'..='\u{27bf}' | '\u{2e80}'..='\u{2fdf}' | '\u{2ff0}'..='\u{303f}' => false,
        '\u{3040}'..='\u{30ff}' | '\u{3105}'..='\u{312f}' | '\u{3200}'..='\u{33ff}' => false,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => false,
        '\u{fe00}'..='\u{fe4f}' | '\u{feff}' | '\u{ff00}'..='\u{ffef}' => false,
        '\u{1f100}'..='\u{1f1ff}' | '\u{20000}'..='\u{3134f}' => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_common_and_glyph_ids_are_not() {
        let prose =
            Census::of("实施机构应当按照本办法规定，与运营机构签订授权运营协议，明确退出机制。".chars());
        assert!(prose.common_share() > 0.9, "{prose:?}");
        let damaged = Census::of("ᗝғḒᶭ୏ӫໄ਻ഝ෈կ".chars());
        assert!(damaged.strange_share() > 0.5, "{damaged:?}");
        assert_eq!(Census::of(" \n\t".chars()).total, 0);
    }
}
